package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Layer;
import dev.halftone.graph.Node;
import dev.halftone.graph.Use;
import dev.halftone.plan.Plan;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A LayerNorm with its affine parameters and the linear layers that read it, and nothing else does:
 * the place where every channel of an activation can be scaled and shifted in the norm, and that be
 * undone in the layers, without a change of what the network computes.
 *
 * @param norm the LayerNormalization
 * @param layers at least one
 * @param inputs sites of what the layers read, as many
 */
record AfterNorm(Node norm, List<Layer> layers, List<Site> inputs) {

    /** Those of a network whose layers' inputs are all among some sites. */
    static List<AfterNorm> of(Graph graph, List<Site> sites) {
        List<Layer> layers = Layer.of(graph);
        List<AfterNorm> found = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.op().equals("LayerNormalization") && hasAffine(graph, node)) {
                at(node, layers, graph, sites).ifPresent(found::add);
            }
        }
        return found;
    }

    private static boolean hasAffine(Graph graph, Node norm) {
        return graph.isParameter(norm.input(1)) && graph.isParameter(norm.input(2));
    }

    private static Optional<AfterNorm> at(
            Node norm, List<Layer> all, Graph graph, List<Site> sites) {
        List<Layer> layers = new ArrayList<>();
        List<Site> inputs = new ArrayList<>();
        for (Use use : graph.uses(norm.output())) {
            Optional<Layer> layer =
                    all.stream()
                            .filter(l -> l.product().equals(use.node()) && use.index() == 0)
                            .filter(Layer::isLinear)
                            .findFirst();
            Optional<Site> site =
                    sites.stream()
                            .filter(s -> s.role() == Role.INPUT)
                            .filter(s -> s.node().equals(use.node().name()))
                            .findFirst();
            if (layer.isEmpty() || site.isEmpty()) {
                return Optional.empty();
            }
            layers.add(layer.get());
            inputs.add(site.get());
        }
        boolean output = graph.outputs().contains(norm.output());
        return layers.isEmpty() || output
                ? Optional.empty()
                : Optional.of(new AfterNorm(norm, layers, inputs));
    }

    /**
     * The same network, the activation divided by one number per channel: x' = (x + shift) /
     * factor.
     *
     * @param shift none or as many as channels; then every layer needs a bias
     */
    Plan divided(Plan plan, Workbench bench, float[] factor, Optional<float[]> shift) {
        NDManager manager = bench.manager();
        NDArray by = manager.create(factor);
        NDArray gain = bench.parameter(norm.input(1)).div(by);
        NDArray offset = bench.parameter(norm.input(2));
        NDArray moved = shift.map(s -> offset.add(manager.create(s))).orElse(offset).div(by);
        Plan answer = plan.with(norm.input(1), gain).with(norm.input(2), moved);
        for (Layer layer : layers) {
            NDArray weight = bench.parameter(layer.weight());
            Shape across =
                    layer.inAxis() == 1 ? new Shape(1, factor.length) : new Shape(factor.length, 1);
            answer = answer.with(layer.weight(), weight.mul(by.reshape(across)));
            if (shift.isPresent()) {
                NDArray column = manager.create(shift.get(), new Shape(factor.length, 1));
                NDArray out = layer.outAxis() == 0 ? weight : weight.transpose();
                NDArray bias = bench.parameter(layer.bias().orElseThrow());
                NDArray rest = out.matMul(column).reshape(bias.getShape());
                answer = answer.with(layer.bias().get(), bias.sub(rest));
            }
        }
        return answer;
    }
}
