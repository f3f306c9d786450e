package dev.halftone.planfile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.halftone.checkpoint.Safetensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps long lists of numbers out of the JSON: in their place stands {@code {"array": name}}. Only
 * floats and whole numbers of 32 bits move, which the array file holds exactly.
 *
 * @param manager owns the arrays
 * @param arrays what moved, by name
 */
record Lists(NDManager manager, Map<String, NDArray> arrays) {

    private static final int LONG = 8;
    private static final String ARRAY = "array";

    static Lists writing(NDManager manager) {
        return new Lists(manager, new LinkedHashMap<>());
    }

    /** The components with long lists moved out. */
    Map<String, Object> out(String site, Map<String, Object> components) {
        Map<String, Object> values = new LinkedHashMap<>();
        components.forEach((key, value) -> values.put(key, out(site + "/" + key, value)));
        return values;
    }

    private Object out(String name, Object value) {
        if (!(value instanceof List<?> list) || list.size() <= LONG) {
            return value;
        }
        if (list.get(0) instanceof Float) {
            float[] floats = new float[list.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (Float) list.get(i);
            }
            arrays.put(name, manager.create(floats));
        } else if (list.get(0) instanceof Integer) {
            arrays.put(name, manager.create(list.stream().mapToInt(Lists::whole).toArray()));
        } else {
            return value;
        }
        return Map.of(ARRAY, name);
    }

    private static int whole(Object value) {
        return (Integer) value;
    }

    /** The components with all lists in place again. */
    static JsonObject in(JsonObject components, Safetensors file, NDManager manager) {
        JsonObject values = new JsonObject();
        components
                .entrySet()
                .forEach(entry -> values.add(entry.getKey(), in(entry.getValue(), file, manager)));
        return values;
    }

    private static JsonElement in(JsonElement value, Safetensors file, NDManager manager) {
        if (!value.isJsonObject()) {
            return value;
        }
        String name = value.getAsJsonObject().get(ARRAY).getAsString();
        JsonArray list = new JsonArray();
        try (NDArray array = file.read(name, manager)) {
            for (Number number : array.toArray()) {
                list.add(number);
            }
        }
        return list;
    }
}
