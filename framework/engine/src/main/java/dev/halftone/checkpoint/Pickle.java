package dev.halftone.checkpoint;

import dev.halftone.problem.ProblemException;
import java.math.BigInteger;
import java.util.ArrayList;
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
    private final PickleStack stack;

    Pickle(String file, Cursor in, Outside outside) {
        this.file = file;
        this.in = in;
        this.outside = outside;
        this.stack = new PickleStack(file);
    }

    /** The one object that the pickle describes; the cursor then stands behind it. */
    Object read() {
        for (int step = 0; step < MOST_STEPS; step++) {
            int op = in.unsigned();
            if (op == '.') {
                return stack.pop();
            }
            if (!value(op) && !container(op) && !memory(op)) {
                outside(op);
            }
        }
        throw bad("its pickle never ends");
    }

    private boolean value(int op) {
        switch (op) {
            case 'N' -> stack.push(None.NONE);
            case 0x88 -> stack.push(true);
            case 0x89 -> stack.push(false);
            case 'J' -> stack.push((long) in.integer());
            case 'K' -> stack.push((long) in.unsigned());
            case 'M' -> stack.push((long) in.unsignedShort());
            case 0x8a -> stack.push(number(in.unsigned()));
            case 0x8b -> stack.push(number(in.integer()));
            case 'G' -> stack.push(in.real());
            case 'X', 'T' -> stack.push(in.text(Integer.toUnsignedLong(in.integer())));
            case 'U', 0x8c -> stack.push(in.text(in.unsigned()));
            case 0x8d -> stack.push(in.text(in.whole()));
            case 'B' -> stack.push(in.text(Integer.toUnsignedLong(in.integer())));
            case 'C' -> stack.push(in.text(in.unsigned()));
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

    private boolean container(int op) {
        switch (op) {
            case '(' -> stack.mark();
            case '}' -> stack.push(new LinkedHashMap<>());
            case ']', 0x8f -> stack.push(new ArrayList<>());
            case ')' -> stack.push(new Tuple(List.of()));
            case 0x85, 0x86, 0x87 -> stack.push(new Tuple(stack.last(op - 0x84)));
            case 't' -> stack.push(new Tuple(stack.sinceMark()));
            case 'l', 0x91 -> stack.push(stack.sinceMark());
            case 'd' -> {
                List<Object> pairs = stack.sinceMark();
                stack.push(put(new LinkedHashMap<>(), pairs));
            }
            case 'a' -> {
                Object one = stack.pop();
                stack.list().add(one);
            }
            case 'e', 0x90 -> {
                List<Object> more = stack.sinceMark();
                stack.list().addAll(more);
            }
            case 's' -> {
                List<Object> pair = stack.last(2);
                put(stack.map(), pair);
            }
            case 'u' -> {
                List<Object> pairs = stack.sinceMark();
                put(stack.map(), pairs);
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
            case 'q' -> memo.put(in.unsigned(), stack.top());
            case 'r' -> memo.put(in.integer(), stack.top());
            case 0x94 -> memo.put(memo.size(), stack.top());
            case 'h' -> stack.push(remembered(in.unsigned()));
            case 'j' -> stack.push(remembered(in.integer()));
            case '0' -> stack.pop();
            case '1' -> stack.sinceMark();
            case '2' -> stack.push(stack.top());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void outside(int op) {
        switch (op) {
            case 'c' -> stack.push(global(in.line(LONGEST_NAME), in.line(LONGEST_NAME)));
            case 0x93 -> {
                List<Object> names = stack.last(2);
                stack.push(global(String.valueOf(names.get(0)), String.valueOf(names.get(1))));
            }
            case 'R', 0x81 -> {
                List<Object> call = stack.last(2);
                if (!(call.get(1) instanceof Tuple arguments)) {
                    throw bad("its pickle calls something without arguments");
                }
                stack.push(outside.call(call.get(0), arguments.parts()));
            }
            // What a dictionary knows beside its entries is of no use here.
            case 'b' -> {
                List<Object> built = stack.last(2);
                if (!(built.get(0) instanceof Map)) {
                    throw bad("its pickle changes an object that is no dictionary" + stack.near());
                }
                stack.push(built.get(0));
            }
            case 'Q' -> stack.push(outside.persistent(stack.pop()));
            default ->
                    throw bad(
                            "its pickle has the instruction 0x%02x, which is not read%s"
                                    .formatted(op, stack.near()));
        }
    }

    private Object global(String module, String name) {
        try {
            return outside.global(module, name);
        } catch (IllegalArgumentException e) {
            throw BadCheckpoint.because(file, e.getMessage() + stack.near(), e);
        }
    }

    static String shortened(String word) {
        String clean = word.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw bad("its pickle remembers what it never met");
        }
        return value;
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
