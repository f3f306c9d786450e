package dev.halftone.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Names of nodes, each once, and the module paths that exporters write into them. */
final class Paths {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> counts = new HashMap<>();

    /** A name that no other node has. */
    String unique(String wish) {
        String name = wish;
        while (!taken.add(name)) {
            name = wish + "_" + counts.merge(wish, 1, Integer::sum);
        }
        return name;
    }

    /**
     * The module of a node. PyTorch's exporter writes {@code /blocks/blocks.0/attn/MatMul}, where a
     * list of modules is named twice: that is {@code blocks.0.attn}. A node without modules is its
     * own path.
     *
     * @param weight a parameter that the node reads, or empty: {@code conv.weight} says {@code
     *     conv}
     */
    static String of(String node, String weight) {
        if (weight.endsWith(".weight")) {
            return weight.substring(0, weight.length() - ".weight".length());
        }
        if (!node.startsWith("/") || node.indexOf('/', 1) < 0) {
            return node.startsWith("/") ? node.substring(1) : node;
        }
        StringBuilder path = new StringBuilder();
        String last = "";
        for (String part : node.substring(1, node.lastIndexOf('/')).split("/")) {
            if (!last.isEmpty() && part.startsWith(last + ".")) {
                path.setLength(path.length() - last.length());
            } else if (!path.isEmpty()) {
                path.append('.');
            }
            path.append(part);
            last = part;
        }
        return path.toString();
    }
}
