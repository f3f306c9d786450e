package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How many dimensions an output of a node has, where nothing is known of the sizes: enough for a
 * file to say what it gives.
 */
final class OutputRanks {
    private final Node node;
    private final int output;
    private final Facts facts;

    private OutputRanks(Node node, int output, Facts facts) {
        this.node = node;
        this.output = output;
        this.facts = facts;
    }

    static Optional<Integer> of(Node node, int output, Facts facts) {
        return new OutputRanks(node, output, facts).rank();
    }

    private Optional<Integer> rank() {
        return switch (node.op()) {
            case "Size", "SequenceLength" -> Optional.of(0);
            case "BlackmanWindow", "HammingWindow", "HannWindow", "Range" -> Optional.of(1);
            case "MelWeightMatrix" -> Optional.of(2);
            case "Col2Im" -> length(1).map(spatial -> spatial + 2);
            case "AffineGrid" -> length(1);
            case "ConstantOfShape" -> length(0);
            case "RoiAlign", "STFT" -> Optional.of(4);
            case "GRU", "LSTM", "RNN" -> Optional.of(output == 0 ? 4 : 3);
            case "LinearAttention" -> Optional.of(output == 0 ? 3 : 4);
            case "DynamicQuantizeLinear" -> output == 0 ? rank(0) : Optional.of(0);
            case "BatchNormalization" -> output == 0 ? rank(0) : Optional.of(1);
            case "Compress" -> node.attributes().has("axis") ? rank(0) : Optional.of(1);
            case "Unique" ->
                    output == 0 && node.attributes().has("axis") ? rank(0) : Optional.of(1);
            case "Det" -> rank(0).map(rank -> rank - 2);
            case "OneHot" -> rank(0).map(rank -> rank + 1);
            case "Expand" -> rank(0).flatMap(rank -> length(1).map(wish -> Math.max(rank, wish)));
            case "NegativeLogLikelihoodLoss" -> loss();
            case "SoftmaxCrossEntropyLoss" -> output == 0 ? loss() : rank(0);
            default -> like();
        };
    }

    /** Operators that keep the number of dimensions of one operand or of all together. */
    private Optional<Integer> like() {
        return switch (node.op()) {
            case "BitCast",
                    "CastLike",
                    "ConvInteger",
                    "DFT",
                    "DeformConv",
                    "Dropout",
                    "EyeLike",
                    "LayerNormalization",
                    "MaxPool",
                    "MaxUnpool",
                    "MeanVarianceNormalization",
                    "QLinearConv",
                    "ReverseSequence",
                    "TopK" ->
                    rank(0);
            case "BitShift", "BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor" -> widest();
            default ->
                    node.op().startsWith("Reduce") && node.attributes().integer("keepdims", 1) == 1
                            ? rank(0)
                            : Optional.empty();
        };
    }

    private Optional<Integer> loss() {
        return node.attributes().text("reduction", "mean").equals("none")
                ? rank(0).map(rank -> rank - 1)
                : Optional.of(0);
    }

    private Optional<Integer> widest() {
        List<Optional<Integer>> ranks =
                IntStream.range(0, node.inputs().size()).mapToObj(this::rank).toList();
        return ranks.stream().allMatch(Optional::isPresent)
                ? ranks.stream().map(Optional::get).max(Integer::compare)
                : Optional.empty();
    }

    private Optional<Integer> rank(int input) {
        return facts.shape(node.input(input)).map(List::size);
    }

    /** How many numbers an operand lists. */
    private Optional<Integer> length(int input) {
        return facts.shape(node.input(input))
                .filter(shape -> shape.size() == 1 && shape.get(0) >= 0)
                .map(shape -> shape.get(0).intValue());
    }
}
