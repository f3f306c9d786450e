package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network read from an ONNX file.
 *
 * @param graph its operators, in the meanings used here; small whole numbers are in it
 * @param weights values of its parameters
 * @param metadata what the file says about itself
 */
public record OnnxModel(Graph graph, Map<String, NDArray> weights, Map<String, String> metadata) {

    public OnnxModel {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metadata = Map.copyOf(metadata);
    }
}
