package dev.halftone.fusion;

import dev.halftone.fusion.Fusion.Match;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;

/** (x − mean) / √(variance + ε) · γ + β over the last dimension, found from its root. */
final class LayerNorms {
    private final Surroundings around;
    private final Numbers numbers;

    LayerNorms(Surroundings around, Numbers numbers) {
        this.around = around;
        this.numbers = numbers;
    }

    Optional<Match> at(Node root) {
        Optional<Node> sum = around.maker(root.input(0), "Add");
        Optional<Node> quotient = around.reader(root, "Div");
        if (sum.isEmpty() || quotient.isEmpty()) {
            return Optional.empty();
        }
        Optional<Node> variance =
                around.maker(sum.get().input(0), "ReduceMean")
                        .or(() -> around.maker(sum.get().input(1), "ReduceMean"));
        Optional<Double> epsilon =
                variance.flatMap(v -> numbers.number(Surroundings.other(sum.get(), v.output())));
        Optional<String> x =
                variance.filter(this::isOverTheLast)
                        .flatMap(
                                v ->
                                        around.maker(v.input(0), "Pow")
                                                .flatMap(this::squared)
                                                .or(
                                                        () ->
                                                                around.maker(v.input(0), "Mul")
                                                                        .flatMap(this::squared)))
                        .flatMap(this::centred);
        boolean same = x.isPresent() && centred(quotient.get().input(0)).equals(x);
        if (epsilon.isEmpty() || !same || !quotient.get().input(1).equals(root.output())) {
            return Optional.empty();
        }
        return affine(root, quotient.get(), x.get(), epsilon.get());
    }

    private Optional<Match> affine(Node root, Node quotient, String x, double epsilon) {
        Optional<Node> scaled = around.reader(quotient, "Mul");
        Optional<Node> shifted = scaled.flatMap(node -> around.reader(node, "Add"));
        if (shifted.isEmpty()) {
            return Optional.empty();
        }
        String scale = Surroundings.other(scaled.get(), quotient.output());
        String bias = Surroundings.other(shifted.get(), scaled.get().output());
        if (!numbers.isVector(scale) || !numbers.isVector(bias)) {
            return Optional.empty();
        }
        Attributes attributes = Attributes.of("axis", -1).with("epsilon", epsilon);
        List<String> inputs = List.of(x, scale, bias);
        return Optional.of(
                new Match(
                        shifted.get(),
                        Surroundings.instead(
                                shifted.get(), root, "LayerNormalization", inputs, attributes)));
    }

    /** What a node squares. */
    private Optional<String> squared(Node node) {
        boolean power = node.op().equals("Pow") && numbers.is(node.input(1), 2);
        boolean product = node.op().equals("Mul") && node.input(0).equals(node.input(1));
        return power || product ? Optional.of(node.input(0)) : Optional.empty();
    }

    /** The value that another is the distance of from its mean. */
    private Optional<String> centred(String value) {
        return around.maker(value, "Sub")
                .filter(
                        sub ->
                                around.maker(sub.input(1), "ReduceMean")
                                        .filter(this::isOverTheLast)
                                        .filter(mean -> mean.input(0).equals(sub.input(0)))
                                        .isPresent())
                .map(sub -> sub.input(0));
    }

    private boolean isOverTheLast(Node mean) {
        boolean last =
                mean.attributes().integers("axes").equals(Optional.of(List.of(-1L)))
                        || numbers.number(mean.input(1)).equals(Optional.of(-1.0));
        return last && mean.attributes().integer("keepdims", 1) == 1;
    }
}
