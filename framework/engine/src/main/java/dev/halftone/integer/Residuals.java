package dev.halftone.integer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a linear layer add its values to those of a shortcut where these lie, if nothing reads the
 * shortcut afterwards.
 */
final class Residuals {
    /** What makes memory of its own, float32. */
    private static final Set<String> FRESH = Set.of("Add", "halftone.IntegerLinear");

    /** What reads a value and is done with it: its output is no view of it. */
    private static final Set<String> READERS = Set.of("LayerNormalization", "halftone.Codes");

    private final Edit edit;
    private final Map<String, Integer> places = new HashMap<>();

    private Residuals(Graph graph) {
        edit = new Edit(graph);
        graph.nodes().forEach(node -> places.put(node.name(), places.size()));
    }

    static Graph added(Graph graph) {
        Residuals pass = new Residuals(graph);
        graph.nodes().stream().filter(node -> node.op().equals("Add")).forEach(pass::visit);
        return pass.edit.done();
    }

    private void visit(Node sum) {
        for (int i = 0; i < 2; i++) {
            String shortcut = sum.input(1 - i);
            Optional<Node> product = product(sum.input(i));
            if (product.isPresent() && isLast(shortcut, sum, product.get())) {
                fuse(sum, product.get(), shortcut);
                return;
            }
        }
    }

    /** A linear layer that gives float32, to one reader. */
    private Optional<Node> product(String value) {
        return edit.reader(value)
                .flatMap(reader -> edit.maker(value, "halftone.IntegerLinear"))
                .filter(node -> !node.attributes().has("out_scale") && node.input(5).isEmpty());
    }

    private boolean isLast(String shortcut, Node sum, Node product) {
        boolean fresh = edit.maker(shortcut).filter(node -> FRESH.contains(node.op())).isPresent();
        if (!fresh || edit.isFixed(shortcut) || edit.graph().outputs().contains(shortcut)) {
            return false;
        }
        return edit.uses(shortcut).stream()
                .map(Use::node)
                .filter(node -> !node.name().equals(sum.name()))
                .allMatch(node -> READERS.contains(node.op()) && isBefore(node, product));
    }

    private boolean isBefore(Node node, Node product) {
        return places.get(node.name()) < places.get(product.name());
    }

    private void fuse(Node sum, Node product, String shortcut) {
        List<String> inputs = new ArrayList<>(product.inputs());
        while (inputs.size() < 5) {
            inputs.add("");
        }
        inputs.add(shortcut);
        edit.replace(sum, List.of(Edit.as(sum, product.op(), inputs, product.attributes())));
    }
}
