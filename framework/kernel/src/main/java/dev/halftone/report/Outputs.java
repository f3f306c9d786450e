package dev.halftone.report;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.checkpoint.Safetensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the networks answered to the first pictures of the evaluation, to be laid beside what they
 * answered in another run.
 *
 * @param pictures how many
 * @param tensors by name: {@code float.probs}, {@code quantized.probs}
 */
public record Outputs(int pictures, Map<String, Rows> tensors) {

    /**
     * The answers to one picture after the other.
     *
     * @param shape of all of them; the first axis is the pictures' or what was asked of them
     * @param values row-major
     */
    public record Rows(Shape shape, float[] values) {}

    /** Writes them, if there are any. */
    public void write(Path file, NDManager manager) {
        if (tensors.isEmpty()) {
            return;
        }
        try (NDManager meanwhile = manager.newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            tensors.forEach(
                    (name, rows) ->
                            arrays.put(name, meanwhile.create(rows.values(), rows.shape())));
            Safetensors.write(file, arrays, Map.of("pictures", Integer.toString(pictures)));
        }
    }

    /** Reads what was written. */
    public static Outputs read(Path file) {
        Safetensors stored = Safetensors.open(file);
        Map<String, Rows> tensors = new LinkedHashMap<>();
        stored.tensors()
                .forEach(
                        (name, spec) ->
                                tensors.put(name, new Rows(spec.shape(), stored.floats(name))));
        String pictures = stored.metadata().getOrDefault("pictures", "0");
        return new Outputs(Integer.parseInt(pictures), tensors);
    }
}
