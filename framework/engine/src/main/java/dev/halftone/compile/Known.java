package dev.halftone.compile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Constants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values small enough to be written into the text of a program: shapes, axes, grids' arrays. */
final class Known {
    private static final long MOST = 4096;

    private Known() {}

    /** By value name. */
    static Map<String, Constant> of(Bound bound, Set<String> learned) {
        Map<String, Constant> known = new HashMap<>();
        bound.arrays().forEach((name, values) -> known.put(name, of(values)));
        bound.weights()
                .forEach(
                        (name, value) -> {
                            if (bound.graph().isParameter(name) && isShape(value)) {
                                known.put(name, of(value));
                            }
                        });
        written(bound.graph(), known);
        known.keySet().removeAll(learned);
        return known;
    }

    private static void written(Graph graph, Map<String, Constant> known) {
        for (Node node : graph.nodes()) {
            Constants.of(node).ifPresent(value -> known.put(node.output(), value));
            node.attributes().graphs().forEach(inner -> written(inner, known));
        }
    }

    private static boolean isShape(NDArray value) {
        boolean whole =
                value.getDataType() == DataType.INT64 || value.getDataType() == DataType.INT32;
        return whole && value.size() <= MOST;
    }

    private static Constant of(float[] values) {
        List<Double> numbers = new ArrayList<>();
        for (float value : values) {
            numbers.add((double) value);
        }
        return new Constant(false, List.of((long) values.length), numbers);
    }

    private static Constant of(NDArray value) {
        List<Long> shape = Arrays.stream(value.getShape().getShape()).boxed().toList();
        List<Double> numbers = new ArrayList<>();
        for (Number number : value.toArray()) {
            numbers.add(number.doubleValue());
        }
        return new Constant(true, shape, numbers);
    }
}
