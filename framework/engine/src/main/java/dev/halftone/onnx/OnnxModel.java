package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
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
 */
public record OnnxModel(
        Graph graph, Map<String, NDArray> weights, Map<String, String> metadata, Set<Path> beside) {

    public OnnxModel {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metadata = Map.copyOf(metadata);
        beside = Collections.unmodifiableSet(new TreeSet<>(beside));
    }
}
