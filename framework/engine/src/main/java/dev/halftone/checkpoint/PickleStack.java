package dev.halftone.checkpoint;

import dev.halftone.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle's instructions work on: the objects made so far, and marks between them. Taking
 * what is not there, or making too much, is a problem.
 */
final class PickleStack {
    private static final int MOST_OBJECTS = 4_000_000;

    /** Before every storage, and no name of a tensor. */
    private static final String STORAGE = "storage";

    private final String file;
    private final Deque<List<Object>> marked = new ArrayDeque<>();
    private List<Object> stack = new ArrayList<>();
    private int objects;

    PickleStack(String file) {
        this.file = file;
    }

    void push(Object value) {
        count();
        stack.add(value);
    }

    Object pop() {
        return last(1).get(0);
    }

    Object top() {
        if (stack.isEmpty()) {
            throw bad("its pickle reads what it never wrote");
        }
        return stack.get(stack.size() - 1);
    }

    /** Takes some objects, the last one last. */
    List<Object> last(int number) {
        if (stack.size() < number) {
            throw bad("its pickle reads what it never wrote");
        }
        List<Object> tail = stack.subList(stack.size() - number, stack.size());
        List<Object> taken = new ArrayList<>(tail);
        tail.clear();
        return taken;
    }

    void mark() {
        marked.push(stack);
        stack = new ArrayList<>();
        count();
    }

    /** Takes all objects since the last mark, and the mark. */
    List<Object> sinceMark() {
        if (marked.isEmpty()) {
            throw bad("its pickle ends a list that it never began");
        }
        List<Object> since = stack;
        stack = marked.pop();
        return since;
    }

    /** The list that comes last. */
    @SuppressWarnings("unchecked")
    List<Object> list() {
        if (top() instanceof ArrayList<?> list) {
            return (List<Object>) list;
        }
        throw bad("its pickle appends to what is no list" + near());
    }

    /** The dictionary that comes last. */
    @SuppressWarnings("unchecked")
    Map<Object, Object> map() {
        if (top() instanceof LinkedHashMap<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw bad("its pickle puts an entry into what is no dictionary" + near());
    }

    /** Where in the file, for whoever looks for the reason: the name that waits for its value. */
    String near() {
        String word = word(stack);
        for (List<Object> before : marked) {
            word = word.isEmpty() ? word(before) : word;
        }
        return word.isEmpty() ? "" : " (after '" + Pickle.shortened(word) + "')";
    }

    private static String word(List<Object> objects) {
        for (int i = objects.size() - 1; i >= 0; i--) {
            if (objects.get(i) instanceof String word && !word.equals(STORAGE)) {
                return word;
            }
        }
        return "";
    }

    private void count() {
        if (++objects > MOST_OBJECTS) {
            throw bad("its pickle has more than " + MOST_OBJECTS + " objects");
        }
    }

    private ProblemException bad(String reason) {
        return BadCheckpoint.because(file, reason);
    }
}
