package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;

/**
 * Attributes that operators got after the operator set that models are written in: one that says
 * what is meant without it is left out, any other asks for a newer operator set.
 */
final class YoungAttributes {

    /** Source: the operators' change log at github.com/onnx/onnx. */
    private record Attribute(String op, String name, int since, Object usual) {}

    private static final List<Attribute> ALL =
            List.of(
                    new Attribute("Cast", "round_mode", 24, "up"),
                    new Attribute("CastLike", "round_mode", 24, "up"),
                    new Attribute("DequantizeLinear", "output_dtype", 23, 0L),
                    new Attribute("QuantizeLinear", "precision", 23, 0L),
                    new Attribute("Range", "stash_type", 27, 1L),
                    new Attribute("SpaceToDepth", "mode", 28, "DCR"));

    private YoungAttributes() {}

    /** Whether an attribute says nothing that an older version of the operator would not mean. */
    static boolean isUsual(Node node, String name) {
        return of(node, name)
                .filter(young -> young.usual().equals(node.attributes().values().get(name)))
                .isPresent();
    }

    /** The operator set that has all attributes of a node that are not usual. */
    static int since(Node node) {
        return node.attributes().values().keySet().stream()
                .filter(name -> !isUsual(node, name))
                .flatMap(name -> of(node, name).stream())
                .mapToInt(Attribute::since)
                .reduce(1, Math::max);
    }

    private static Optional<Attribute> of(Node node, String name) {
        return ALL.stream()
                .filter(young -> young.op().equals(node.op()) && young.name().equals(name))
                .findFirst();
    }
}
