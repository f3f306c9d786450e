package dev.halftone.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Writes plain values (maps, lists, numbers, strings, booleans, optionals) as JSON with sorted keys
 * and the shortest number that reads back the same, so that equal values are equal bytes on every
 * JDK. NaN and infinity are null.
 */
public final class Json {

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
    private static final Gson LINE =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    private Json() {}

    /** Over several lines, ending in a line break. */
    public static String pretty(Object value) {
        return PRETTY.toJson(tree(value)) + "\n";
    }

    /** On one line, without a line break. */
    public static String line(Object value) {
        return LINE.toJson(tree(value));
    }

    private static JsonElement tree(Object value) {
        if (value instanceof Map<?, ?> map) {
            return object(map);
        }
        if (value instanceof Iterable<?> items) {
            JsonArray array = new JsonArray();
            items.forEach(item -> array.add(tree(item)));
            return array;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(Json::tree).orElse(JsonNull.INSTANCE);
        }
        if (value instanceof OptionalDouble number) {
            return number.isPresent() ? tree(number.getAsDouble()) : JsonNull.INSTANCE;
        }
        return leaf(value);
    }

    private static JsonElement object(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(key.toString(), value));
        JsonObject object = new JsonObject();
        sorted.forEach((key, value) -> object.add(key, tree(value)));
        return object;
    }

    private static JsonElement leaf(Object value) {
        if (value instanceof Double || value instanceof Float) {
            Number number = (Number) value;
            return Double.isFinite(number.doubleValue())
                    ? new JsonPrimitive(new LazilyParsedNumber(shortest(number)))
                    : JsonNull.INSTANCE;
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean bool) {
            return new JsonPrimitive(bool);
        }
        return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value.toString());
    }

    /**
     * The fewest digits that read back as the same {@code float} or {@code double}: what {@code
     * Double.toString} gives only since JDK 19.
     */
    public static String shortest(Number number) {
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; ; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (readsBack(rounded, number)) {
                return plain(rounded.stripTrailingZeros());
            }
        }
    }

    private static boolean readsBack(BigDecimal rounded, Number number) {
        return number instanceof Float
                ? rounded.floatValue() == number.floatValue()
                : rounded.doubleValue() == number.doubleValue();
    }

    private static String plain(BigDecimal number) {
        int exponent = number.precision() - number.scale();
        return exponent > -4 && exponent < 16 ? number.toPlainString() : number.toString();
    }
}
