package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings back the Relu and Clip that exporters leave to the saturation of QuantizeLinear: where a
 * product or a sum lands on a grid that begins at zero, a Clip to the ends of the grid. On the grid
 * it changes nothing; without it the float network would be another one.
 */
final class Saturation {
    private static final Set<String> SIGNED =
            Set.of("Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "BatchNormalization");

    private Saturation() {}

    /** The same nodes with clips. */
    static List<Node> of(List<Node> nodes, Translation translation, List<String> outputs) {
        Map<String, Affine> grids = new HashMap<>();
        for (Pair pair : Pair.of(nodes, translation)) {
            boolean other =
                    grids.containsKey(pair.value()) && !grids.get(pair.value()).equals(pair.grid());
            if (!other && beginsAtZero(pair.grid())) {
                grids.put(pair.value(), pair.grid());
            } else {
                grids.remove(pair.value());
            }
        }
        for (Node node : nodes) {
            if (!node.op().equals("QuantizeLinear")) {
                node.inputs().forEach(grids::remove);
            }
        }
        outputs.forEach(grids::remove);
        List<Node> all = new ArrayList<>();
        for (Node node : nodes) {
            Affine grid = SIGNED.contains(node.op()) ? grids.get(node.output()) : null;
            if (grid == null) {
                all.add(node);
            } else {
                all.add(named(node, node.output() + "/unclipped"));
                all.add(clip(node, grid, translation));
            }
        }
        return all;
    }

    private static boolean beginsAtZero(Affine grid) {
        return grid.scale().size() == 1 && grid.zeroPoint().get(0) == grid.low();
    }

    private static Node named(Node node, String output) {
        List<String> outputs = Collections.singletonList(output);
        return new Node(
                node.name(),
                node.path(),
                node.op(),
                node.inputs(),
                outputs,
                node.attributes(),
                node.labels());
    }

    private static Node clip(Node of, Affine grid, Translation translation) {
        double most = (grid.high() - grid.low()) * grid.scale().get(0);
        String name = of.name() + "/Clip";
        List<String> inputs =
                List.of(
                        of.output() + "/unclipped",
                        translation.constant(name + "/min", 0.0),
                        translation.constant(name + "/max", most));
        String path = of.path() + ".clip";
        return new Node(name, path, "Clip", inputs, of.outputs(), Attributes.NONE, Map.of());
    }
}
