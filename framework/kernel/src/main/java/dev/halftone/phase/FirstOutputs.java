package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.quantize.Batch;
import dev.halftone.report.Outputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps what the networks answer to the first batches, as long as that is little. */
final class FirstOutputs {
    private static final int PICTURES = 64;

    /** Of both networks together: 4 MiB. */
    private static final long VALUES = 1 << 20;

    private final List<String> names;
    private final Map<String, List<float[]>> kept = new LinkedHashMap<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private int pictures;
    private long values;
    private boolean full;

    /**
     * @param names of the networks' outputs
     */
    FirstOutputs(List<String> names) {
        this.names = names;
    }

    void add(NDList inFloat, Optional<NDList> quantized, Batch batch) {
        Map<String, NDArray> now = new LinkedHashMap<>();
        put(now, "float", inFloat);
        quantized.ifPresent(list -> put(now, "quantized", list));
        values += now.values().stream().mapToLong(NDArray::size).sum();
        full |= pictures >= PICTURES || values > VALUES || !fits(now);
        if (full) {
            return;
        }
        now.forEach(this::keep);
        pictures += batch.examples().size();
    }

    private void put(Map<String, NDArray> now, String which, NDList outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            NDArray output = outputs.get(i);
            boolean rows = output.getShape().dimension() > 0;
            if (rows && output.getDataType() == DataType.FLOAT32) {
                now.put(which + "." + names.get(i), output);
            }
        }
    }

    /** Whether the rows are as long as those before. */
    private boolean fits(Map<String, NDArray> now) {
        return shapes.isEmpty()
                || shapes.keySet().equals(now.keySet())
                        && now.entrySet().stream()
                                .allMatch(
                                        one ->
                                                one.getValue()
                                                        .getShape()
                                                        .slice(1)
                                                        .equals(shapes.get(one.getKey()).slice(1)));
    }

    private void keep(String name, NDArray output) {
        kept.computeIfAbsent(name, key -> new ArrayList<>()).add(output.toFloatArray());
        long[] shape = output.getShape().getShape().clone();
        shape[0] += shapes.containsKey(name) ? shapes.get(name).get(0) : 0;
        shapes.put(name, new Shape(shape));
    }

    Outputs outputs() {
        Map<String, Outputs.Rows> tensors = new TreeMap<>();
        kept.forEach(
                (name, parts) ->
                        tensors.put(name, new Outputs.Rows(shapes.get(name), joined(parts))));
        return new Outputs(pictures, tensors);
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
