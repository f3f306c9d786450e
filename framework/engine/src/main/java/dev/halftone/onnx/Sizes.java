package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * How many elements nodes make of constants, at most: a file of a few bytes may double a list
 * thirty times, or ask for a tensor of any size.
 */
final class Sizes {
    /** What is larger is left for the program to make. */
    static final double MOST = 1 << 16;

    /** Make what their attributes or operands ask for, however small their operands. */
    private static final Set<String> GROWING =
            Set.of(
                    "AffineGrid",
                    "BlackmanWindow",
                    "CenterCropPad",
                    "Col2Im",
                    "ConvInteger",
                    "ConvTranspose",
                    "DeformConv",
                    "DFT",
                    "EyeLike",
                    "GridSample",
                    "HammingWindow",
                    "HannWindow",
                    "MaxUnpool",
                    "MelWeightMatrix",
                    "OneHot",
                    "Pad",
                    "QLinearConv",
                    "Range",
                    "Resize",
                    "RoiAlign",
                    "STFT",
                    "Tile");

    private final Facts facts;
    private final Translation translation;
    private final Map<String, Double> most = new HashMap<>();

    Sizes(Translation translation) {
        this.translation = translation;
        facts = new Facts(translation.constants());
    }

    /** Whether a node makes little; so far as it does, what it makes is remembered. */
    boolean isSmall(Node node) {
        if (GROWING.contains(node.op())) {
            return false;
        }
        Optional<List<Long>> shape = shape(node);
        double size = shape.map(Sizes::product).orElseGet(() -> atMost(node));
        if (!(size <= MOST)) {
            return false;
        }
        node.outputs().forEach(output -> most.put(output, size));
        shape.ifPresent(known -> facts.shape(node.output(), known));
        return true;
    }

    private Optional<List<Long>> shape(Node node) {
        try {
            return Dimensions.of(node, facts).filter(shape -> shape.stream().allMatch(d -> d >= 0));
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            // Shapes that do not fit each other: running the node says so better than this can.
            return Optional.empty();
        }
    }

    private static double product(List<Long> shape) {
        return shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
    }

    private double atMost(Node node) {
        DoubleStream sizes =
                node.inputs().stream().filter(v -> !v.isEmpty()).mapToDouble(this::size);
        return switch (node.op()) {
            case "Concat" -> sizes.sum();
            case "Expand" -> size(node.input(0)) * wish(node.input(1));
            case "Gather", "GatherND", "Gemm", "MatMul", "MatMulInteger", "QLinearMatMul" ->
                    sizes.reduce(1, (a, b) -> a * b);
            default ->
                    Dimensions.isBroadcast(node)
                            ? sizes.reduce(1, (a, b) -> a * b)
                            : sizes.max().orElse(0);
        };
    }

    /** Elements that a shape asks for; endless if it is not known. */
    private double wish(String shape) {
        return translation
                .known(shape)
                .map(known -> known.reals().stream().reduce(1.0, (a, d) -> a * Math.max(1, d)))
                .orElse(Double.POSITIVE_INFINITY);
    }

    private double size(String value) {
        return translation
                .known(value)
                .map(tensor -> (double) tensor.shape().size())
                .orElseGet(() -> most.getOrDefault(value, Double.POSITIVE_INFINITY));
    }
}
