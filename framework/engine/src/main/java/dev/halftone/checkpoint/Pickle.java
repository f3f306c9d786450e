package dev.halftone.checkpoint;

import dev.halftone.problem.ProblemException;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a Python pickle (protocols 2 to 5) as data. Numbers, strings, lists and dictionaries are
 * all that it builds by itself; anything that would import, construct or call something is put to
 * an {@link Outside}, which refuses what it does not know. Nothing is ever run.
 *
 * <p>Format: Python's {@code Lib/pickletools.py}.
 */
final class Pickle {
    private static final int MOST_STEPS = 20_000_000;
    private static final int MOST_OBJECTS = 4_000_000;
    private static final int LONGEST_NAME = 1000;
    private static final int LONGEST_NUMBER = 255;

    /** What the pickle may ask for. */
    interface Outside {

        /** Something to import. */
        Object global(String module, String name);

        /** What calling something imported gives. */
        Object call(Object function, List<?> arguments);

        /** What lies outside of the pickle under an id. */
        Object persistent(Object id);
    }

    /** Python's None. */
    enum None {
        NONE
    }

    /** Some objects that belong together. */
    record Tuple(List<Object> parts) {}

    private final String file;
    private final Cursor in;
    private final Outside outside;
    private final Map<Integer, Object> memo = new HashMap<>();
    private final Deque<List<Object>> marked = new ArrayDeque<>();
    private List<Object> stack = new ArrayList<>();
    private String lastWord = "";
    private int objects;

    Pickle(String file, Cursor in, Outside outside) {
        this.file = file;
        this.in = in;
        this.outside = outside;
    }

    /** The one object that the pickle describes; the cursor then stands behind it. */
    Object read() {
        for (int step = 0; step < MOST_STEPS; step++) {
            int op = in.unsigned();
            if (op == '.') {
                return pop();
            }
            if (!value(op) && !container(op) && !memory(op)) {
                outside(op);
            }
        }
        throw bad("its pickle never ends");
    }

    private boolean value(int op) {
        switch (op) {
            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'J' -> push((long) in.integer());
            case 'K' -> push((long) in.unsigned());
            case 'M' -> push((long) in.unsignedShort());
            case 0x8a -> push(number(in.unsigned()));
            case 0x8b -> push(number(in.integer()));
            case 'G' -> push(in.real());
            case 'X', 'T' -> word(in.text(Integer.toUnsignedLong(in.integer())));
            case 'U', 0x8c -> word(in.text(in.unsigned()));
            case 0x8d -> word(in.text(in.whole()));
            case 'B' -> push(in.text(Integer.toUnsignedLong(in.integer())));
            case 'C' -> push(in.text(in.unsigned()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private Number number(int length) {
        if (length < 0 || length > LONGEST_NUMBER) {
            throw bad("its pickle has a number of " + Integer.toUnsignedString(length) + " bytes");
        }
        BigInteger number = in.number(length);
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private void word(String word) {
        lastWord = word;
        push(word);
    }

    private boolean container(int op) {
        switch (op) {
            case '(' -> {
                marked.push(stack);
                stack = new ArrayList<>();
                count();
            }
            case '}' -> push(new LinkedHashMap<>());
            case ']', 0x8f -> push(new ArrayList<>());
            case ')' -> push(new Tuple(List.of()));
            case 0x85, 0x86, 0x87 -> push(new Tuple(last(op - 0x84)));
            case 't' -> push(new Tuple(sinceMark()));
            case 'l', 0x91 -> push(sinceMark());
            case 'd' -> {
                List<Object> pairs = sinceMark();
                push(put(new LinkedHashMap<>(), pairs));
            }
            case 'a' -> {
                Object one = pop();
                list().add(one);
            }
            case 'e', 0x90 -> {
                List<Object> more = sinceMark();
                list().addAll(more);
            }
            case 's' -> {
                List<Object> pair = last(2);
                put(map(), pair);
            }
            case 'u' -> {
                List<Object> pairs = sinceMark();
                put(map(), pairs);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int op) {
        switch (op) {
            case 0x80 -> in.unsigned();
            case 0x95 -> in.whole();
            case 'q' -> memo.put(in.unsigned(), top());
            case 'r' -> memo.put(in.integer(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> push(remembered(in.unsigned()));
            case 'j' -> push(remembered(in.integer()));
            case '0' -> pop();
            case '1' -> sinceMark();
            case '2' -> push(top());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void outside(int op) {
        switch (op) {
            case 'c' -> push(global(in.line(LONGEST_NAME), in.line(LONGEST_NAME)));
            case 0x93 -> {
                List<Object> names = last(2);
                push(global(String.valueOf(names.get(0)), String.valueOf(names.get(1))));
            }
            case 'R', 0x81 -> {
                List<Object> call = last(2);
                if (!(call.get(1) instanceof Tuple arguments)) {
                    throw bad("its pickle calls something without arguments");
                }
                push(outside.call(call.get(0), arguments.parts()));
            }
            // What a dictionary knows beside its entries is of no use here.
            case 'b' -> {
                List<Object> built = last(2);
                if (!(built.get(0) instanceof Map)) {
                    throw bad("its pickle changes an object that is no dictionary" + near());
                }
                push(built.get(0));
            }
            case 'Q' -> push(outside.persistent(pop()));
            default ->
                    throw bad(
                            "its pickle has the instruction 0x%02x, which is not read%s"
                                    .formatted(op, near()));
        }
    }

    private Object global(String module, String name) {
        try {
            return outside.global(module, name);
        } catch (IllegalArgumentException e) {
            throw BadCheckpoint.because(file, e.getMessage() + near(), e);
        }
    }

    /** Where in the file, for whoever looks for the reason. */
    private String near() {
        return lastWord.isEmpty() ? "" : " (after '" + shortened(lastWord) + "')";
    }

    static String shortened(String word) {
        String clean = word.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
    }

    private void push(Object value) {
        count();
        stack.add(value);
    }

    private void count() {
        if (++objects > MOST_OBJECTS) {
            throw bad("its pickle has more than " + MOST_OBJECTS + " objects");
        }
    }

    private Object pop() {
        return last(1).get(0);
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw bad("its pickle reads what it never wrote");
        }
        return stack.get(stack.size() - 1);
    }

    private List<Object> last(int number) {
        if (stack.size() < number) {
            throw bad("its pickle reads what it never wrote");
        }
        List<Object> tail = stack.subList(stack.size() - number, stack.size());
        List<Object> taken = new ArrayList<>(tail);
        tail.clear();
        return taken;
    }

    private List<Object> sinceMark() {
        if (marked.isEmpty()) {
            throw bad("its pickle ends a list that it never began");
        }
        List<Object> since = stack;
        stack = marked.pop();
        return since;
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw bad("its pickle remembers what it never met");
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private List<Object> list() {
        if (top() instanceof ArrayList<?> list) {
            return (List<Object>) list;
        }
        throw bad("its pickle appends to what is no list" + near());
    }

    @SuppressWarnings("unchecked")
    private Map<Object, Object> map() {
        if (top() instanceof LinkedHashMap<?, ?> map) {
            return (Map<Object, Object>) map;
        }
        throw bad("its pickle puts an entry into what is no dictionary" + near());
    }

    /** Keys are words and numbers: others would have to be compared deep down. */
    private Map<Object, Object> put(Map<Object, Object> map, List<Object> pairs) {
        if (pairs.size() % 2 != 0) {
            throw bad("its pickle has a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            Object key = pairs.get(i);
            boolean plain = key instanceof String || key instanceof Number;
            map.put(plain ? key : "key " + i + " of " + map.size(), pairs.get(i + 1));
        }
        return map;
    }

    private ProblemException bad(String reason) {
        return BadCheckpoint.because(file, reason);
    }
}
