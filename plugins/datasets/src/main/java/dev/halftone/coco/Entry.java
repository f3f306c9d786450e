package dev.halftone.coco;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.halftone.data.Box;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One object of a list in a file, as far as its keys are known here.
 *
 * @param where for messages: {@code annotation 3 of 'instances.json'}, counted from 1
 * @param values by key
 */
record Entry(Where where, Map<String, Object> values) {

    /** What the value of a key is. */
    private enum Type {
        WHOLE,
        NUMBER,
        TEXT,
        BOX,
        SEGMENTATION,
        SET
    }

    private static final Map<String, Type> KEYS =
            Map.ofEntries(
                    Map.entry("id", Type.WHOLE),
                    Map.entry("image_id", Type.WHOLE),
                    Map.entry("category_id", Type.WHOLE),
                    Map.entry("width", Type.WHOLE),
                    Map.entry("height", Type.WHOLE),
                    Map.entry("iscrowd", Type.NUMBER),
                    Map.entry("ignore", Type.NUMBER),
                    Map.entry("area", Type.NUMBER),
                    Map.entry("score", Type.NUMBER),
                    Map.entry("file_name", Type.TEXT),
                    Map.entry("coco_url", Type.TEXT),
                    Map.entry("name", Type.TEXT),
                    Map.entry("frequency", Type.TEXT),
                    Map.entry("bbox", Type.BOX),
                    Map.entry("segmentation", Type.SEGMENTATION),
                    Map.entry("neg_category_ids", Type.SET),
                    Map.entry("not_exhaustive_category_ids", Type.SET));

    static Entry read(JsonReader in, Where where) throws IOException {
        Map<String, Object> values = new HashMap<>();
        String key = "";
        try {
            in.beginObject();
            while (in.hasNext()) {
                key = in.nextName();
                Type type = KEYS.get(key);
                if (type == null || in.peek() == JsonToken.NULL) {
                    in.skipValue();
                } else {
                    values.put(key, value(in, type));
                }
            }
            in.endObject();
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw Unreadable.entry(where.toString(), key, e);
        }
        return new Entry(where, values);
    }

    private static Object value(JsonReader in, Type type) throws IOException {
        return switch (type) {
            case WHOLE -> in.nextLong();
            case NUMBER -> number(in);
            case TEXT -> in.nextString();
            case BOX -> box(Segmentation.numbers(in));
            case SEGMENTATION -> Segmentation.read(in);
            case SET -> set(Segmentation.numbers(in));
        };
    }

    /** Python writes truths into some files where others have 1 and 0. */
    private static double number(JsonReader in) throws IOException {
        if (in.peek() == JsonToken.BOOLEAN) {
            return in.nextBoolean() ? 1 : 0;
        }
        return in.nextDouble();
    }

    /** An empty list stands for none. */
    private static Optional<Box> box(double[] numbers) {
        if (numbers.length == 0) {
            return Optional.empty();
        }
        if (numbers.length != 4) {
            throw new IllegalArgumentException("a box has 4 numbers, not " + numbers.length);
        }
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("a box has 4 numbers, not " + number);
            }
        }
        return Optional.of(new Box(numbers[0], numbers[1], numbers[2], numbers[3]));
    }

    private static Set<Long> set(double[] numbers) {
        Set<Long> set = new HashSet<>();
        for (double number : numbers) {
            set.add((long) number);
        }
        return set;
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    long whole(String key) {
        return (Long) needed(key);
    }

    double number(String key) {
        double number = (Double) needed(key);
        if (!Double.isFinite(number)) {
            throw problem("'%s' of %s should be a number, not %s".formatted(key, where, number));
        }
        return number;
    }

    boolean is(String key) {
        return has(key) && (Double) values.get(key) != 0;
    }

    String text(String key) {
        return (String) needed(key);
    }

    @SuppressWarnings("unchecked")
    Set<Long> set(String key) {
        return (Set<Long>) needed(key);
    }

    @SuppressWarnings("unchecked")
    Optional<Box> box() {
        return (Optional<Box>) values.getOrDefault("bbox", Optional.empty());
    }

    Optional<Segmentation> segmentation() {
        return Optional.ofNullable((Segmentation) values.get("segmentation"));
    }

    private Object needed(String key) {
        Object value = values.get(key);
        if (value == null) {
            throw problem(where + " should have '" + key + "', but has not");
        }
        return value;
    }

    ProblemException problem(String message) {
        return new ProblemException(Problem.of(Unreadable.CODE, message));
    }
}
