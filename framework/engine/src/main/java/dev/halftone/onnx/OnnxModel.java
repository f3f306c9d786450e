package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network read from an ONNX file.
 *
 * @param graph its operators, in the meanings used here; small whole numbers are in it
 * @param weights values of its parameters
 * @param metadata what the file says about itself
 * @param beside files of data that it keeps beside it
 * @param plan what the file's pairs of QuantizeLinear and DequantizeLinear say; the graph is
 *     without them, its weights have the values of their codes
 */
public record OnnxModel(
        Graph graph,
        Map<String, NDArray> weights,
        Map<String, String> metadata,
        Set<Path> beside,
        Plan plan) {

    public OnnxModel {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metadata = Map.copyOf(metadata);
        beside = Collections.unmodifiableSet(new TreeSet<>(beside));
    }
}
