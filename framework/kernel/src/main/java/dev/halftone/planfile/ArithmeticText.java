package dev.halftone.planfile;

import com.google.gson.JsonObject;
import dev.halftone.json.Json;
import dev.halftone.plan.Arithmetic;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A plan's arithmetic in {@code plan.json}, where it is not the usual one. */
final class ArithmeticText {
    private static final String KEY = "arithmetic";

    private ArithmeticText() {}

    static String write(Arithmetic arithmetic) {
        if (arithmetic.equals(Arithmetic.USUAL)) {
            return "";
        }
        Map<String, Object> words = new TreeMap<>();
        words.put("requantize", word(arithmetic.requantize()));
        words.put("bias", word(arithmetic.bias()));
        return ",\n  \"" + KEY + "\": " + Json.line(words);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Arithmetic read(JsonObject plan) {
        if (!plan.has(KEY)) {
            return Arithmetic.USUAL;
        }
        JsonObject words = plan.getAsJsonObject(KEY);
        return new Arithmetic(
                Arithmetic.Requantize.valueOf(name(words, "requantize")),
                Arithmetic.Bias.valueOf(name(words, "bias")));
    }

    private static String name(JsonObject words, String key) {
        return words.get(key).getAsString().toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
