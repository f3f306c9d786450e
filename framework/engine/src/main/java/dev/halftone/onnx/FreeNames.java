package dev.halftone.onnx;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives other names to what a file calls as something is called that is made later: {@code SITE/…}
 * are the nodes that put a value on a grid, {@code SITE.scale} the grid's arrays, {@code VALUE/…}
 * and {@code NODE/word} what stands for a node. Files that were written here have such names.
 */
final class FreeNames {
    /** What nodes and parameters made for a node are called behind its name. */
    private static final Set<String> WORDS =
            Set.of(
                    ("bias bias32 codes columns exact exponent more multiplier operand packed part"
                                    + " patches rows scale shape sums turned unclipped whole zeros")
                            .split(" "));

    private final Set<String> sites = new HashSet<>();
    private final Set<String> values = new HashSet<>();
    private final Set<String> nodes = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>();

    private FreeNames() {}

    /**
     * @param graph of what was placed; its inputs and outputs keep their names
     * @param file names that are in the file
     */
    static Placement of(Placement placed, Graph graph, Set<String> file) {
        FreeNames names = new FreeNames();
        Sites.of(graph).stream().map(Site::id).forEach(names.sites::add);
        Set<String> all = new HashSet<>(placed.parameters().keySet());
        for (Node node : placed.nodes()) {
            all.add(node.name());
            all.addAll(node.outputs());
            names.nodes.add(node.name());
            names.values.addAll(node.outputs());
        }
        for (TensorSpec input : graph.inputs()) {
            all.remove(input.name());
            names.values.add(input.name());
        }
        all.removeAll(graph.outputs());
        names.taken.addAll(all);
        all.stream()
                .filter(name -> file.contains(name) && names.isReserved(name))
                .sorted()
                .forEach(names::rename);
        return names.renamed.isEmpty() ? placed : names.applied(placed);
    }

    private boolean isReserved(String name) {
        for (int i = 1; i < name.length(); i++) {
            String before = name.substring(0, i);
            char end = name.charAt(i);
            boolean made = end == '/' && values.contains(before);
            boolean word = end == '/' && WORDS.contains(name.substring(i + 1));
            if (made
                    || word && nodes.contains(before)
                    || (end == '/' || end == '.') && sites.contains(before)) {
                return true;
            }
        }
        return false;
    }

    private void rename(String name) {
        String other = "file/" + name;
        while (isReserved(other) || !taken.add(other)) {
            other = "file/" + other;
        }
        renamed.put(name, other);
    }

    private String now(String name) {
        return renamed.getOrDefault(name, name);
    }

    private List<String> now(List<String> names) {
        return names.stream().map(this::now).toList();
    }

    private Placement applied(Placement placed) {
        Map<String, TensorSpec> parameters = new LinkedHashMap<>();
        placed.parameters()
                .forEach(
                        (name, spec) ->
                                parameters.put(
                                        now(name),
                                        new TensorSpec(now(name), spec.type(), spec.shape())));
        Map<String, Tensor> weights = new LinkedHashMap<>();
        placed.weights().forEach((name, tensor) -> weights.put(now(name), tensor));
        List<Node> nodes =
                placed.nodes().stream()
                        .map(
                                n ->
                                        new Node(
                                                now(n.name()),
                                                n.path(),
                                                n.op(),
                                                now(n.inputs()),
                                                now(n.outputs()),
                                                n.attributes(),
                                                n.labels()))
                        .toList();
        return new Placement(nodes, parameters, weights);
    }
}
