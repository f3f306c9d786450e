package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Shapes of values, and the elements of small whole-number ones, as far as they are known. */
final class Facts {
    /** An element that is known only when the network runs. */
    static final long UNKNOWN = Long.MIN_VALUE;

    /** Longest list of elements that is kept. */
    static final long MOST = 64;

    private final Map<String, Tensor> constants;
    private final Map<String, List<Long>> shapes = new HashMap<>();
    private final Map<String, List<Long>> numbers = new HashMap<>();

    Facts(Map<String, Tensor> constants) {
        this.constants = constants;
    }

    void shape(String value, List<Long> shape) {
        shapes.put(value, List.copyOf(shape));
    }

    /** Lists that are longer than shapes ever are, are forgotten. */
    void numbers(String value, List<Long> elements) {
        if (elements.size() <= MOST) {
            numbers.put(value, List.copyOf(elements));
        }
    }

    /** Dimensions, -1 where one is not known. */
    Optional<List<Long>> shape(String value) {
        Tensor constant = constants.get(value);
        return constant == null
                ? Optional.ofNullable(shapes.get(value))
                : Optional.of(LongStream.of(constant.shape().getShape()).boxed().toList());
    }

    /** Elements of a tensor of whole numbers with at most one dimension. */
    Optional<List<Long>> numbers(String value) {
        Tensor constant = constants.get(value);
        if (constant == null) {
            return Optional.ofNullable(numbers.get(value));
        }
        boolean small =
                constant.type() == DataType.INT64
                        && constant.rank() <= 1
                        && constant.shape().size() <= MOST;
        return small ? Optional.of(constant.integers()) : Optional.empty();
    }
}
