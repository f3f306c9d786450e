package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a product give codes itself where nothing but a quantization, or an activation function the
 * kernel knows and then a quantization, reads what it makes.
 */
final class Requantized {
    private static final Set<String> PRODUCTS =
            Set.of("halftone.IntegerLinear", "halftone.IntegerConv");

    private Requantized() {}

    static Graph inside(Graph graph) {
        Edit edit = new Edit(graph);
        graph.nodes().stream()
                .filter(node -> node.op().equals("halftone.Codes"))
                .forEach(codes -> fuse(edit, codes));
        return edit.done();
    }

    private static void fuse(Edit edit, Node codes) {
        Optional<Node> made = alone(edit, codes.input(0));
        if (made.isEmpty()) {
            return;
        }
        if (PRODUCTS.contains(made.get().op())) {
            replace(edit, codes, made.get(), made.get().attributes().text("post", "none"));
            return;
        }
        Optional<Node> product =
                alone(edit, made.get().input(0)).filter(node -> PRODUCTS.contains(node.op()));
        Optional<String> post = product.flatMap(node -> post(made.get(), node));
        post.ifPresent(word -> replace(edit, codes, product.get(), word));
    }

    private static Optional<Node> alone(Edit edit, String value) {
        return edit.reader(value).flatMap(reader -> edit.maker(value));
    }

    /** What the kernel calls an activation function. */
    private static Optional<String> post(Node function, Node product) {
        if (product.attributes().has("post")) {
            return Optional.empty();
        }
        boolean linear = product.op().equals("halftone.IntegerLinear");
        return switch (function.op()) {
            case "Relu" -> Optional.of("relu");
            case "HardSwish" -> Optional.of("hardswish");
            case "Gelu" ->
                    linear && function.attributes().text("approximate", "none").equals("none")
                            ? Optional.of("gelu")
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static void replace(Edit edit, Node codes, Node product, String post) {
        Attributes grid = codes.attributes();
        Attributes attributes =
                product.attributes()
                        .with("out_scale", grid.real("scale", 1))
                        .with("out_zero", grid.integer("zero", 0))
                        .with("out_high", grid.integer("high", 255))
                        .with("post", post);
        edit.replace(codes, List.of(Edit.as(codes, product.op(), product.inputs(), attributes)));
    }
}
