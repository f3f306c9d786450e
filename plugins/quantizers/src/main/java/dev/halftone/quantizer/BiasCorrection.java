package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Layer;
import dev.halftone.graph.Node;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives every layer's bias what quantization took from its output on average: b' = b + E[y] − E[ŷ]
 * per output channel, y the float network's output of the layer and ŷ the quantized one's, over the
 * calibration data (empirical bias correction; Nagel et al., ICCV 2019, appendix D). One layer
 * after the other, so that each is corrected behind corrected ones: half a pass over the data for
 * each.
 *
 * <p>To be put after the steps that decide grids. It corrects the layers with a bias among the
 * sites whose weights are on a grid.
 */
@Quantizer(id = "bias-correction", doc = "Corrects biases by the mean error of every layer.")
public record BiasCorrection() implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        List<Layer> layers = layers(bench);
        if (layers.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "nothing-to-correct",
                                    "bias-correction wants layers with a bias and a weight on a"
                                            + " grid, and there are none among the sites")
                            .hint(
                                    "decide the grids of weights in a step before; layers without"
                                            + " a bias have none to correct"));
        }
        Graph graph = measured(bench.graph(), layers);
        List<String> names = layers.stream().map(BiasCorrection::mean).toList();
        List<NDArray> wanted = means(bench, graph, names, bench.plan().withoutGrids());
        Plan answer = Plan.EMPTY;
        try (Progress progress = bench.progress("correct biases", layers.size())) {
            for (int i = 0; i < layers.size(); i++) {
                Plan now = bench.plan().then(answer);
                NDArray mean = means(bench, graph, names.subList(i, i + 1), now).get(0);
                String bias = layers.get(i).bias().orElseThrow();
                answer = answer.with(bias, bench.parameter(bias).add(wanted.get(i)).sub(mean));
                progress.advance(1);
            }
        }
        return answer;
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    private static List<Layer> layers(Workbench bench) {
        Set<String> snapped =
                bench.sites().stream()
                        .filter(site -> site.role() == Role.WEIGHT)
                        .filter(site -> bench.plan().grid(site.id()).isPresent())
                        .map(Site::parameter)
                        .flatMap(parameter -> parameter.stream())
                        .collect(Collectors.toSet());
        Map<String, Integer> readers = new HashMap<>();
        List<Layer> all = Layer.of(bench.graph());
        all.forEach(l -> l.bias().ifPresent(bias -> readers.merge(bias, 1, Integer::sum)));
        return all.stream()
                .filter(layer -> snapped.contains(layer.weight()))
                .filter(layer -> layer.bias().filter(b -> readers.get(b) == 1).isPresent())
                .toList();
    }

    private static String mean(Layer layer) {
        return layer.product().name() + "?mean";
    }

    /** The graph with the mean of each channel of each layer's output. */
    private static Graph measured(Graph graph, List<Layer> layers) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        List<String> outputs = new ArrayList<>();
        for (Layer layer : layers) {
            String name = mean(layer);
            long channels = graph.parameters().get(layer.weight()).shape().get(layer.outAxis());
            outputs.add(name);
            if (layer.isLinear()) {
                nodes.add(constant(name + "/shape", -1, channels));
                nodes.add(node(name + "/rows", "Reshape", layer.output(), name + "/shape"));
                nodes.add(constant(name + "/axes", 0));
                nodes.add(node(name, "ReduceMean", name + "/rows", name + "/axes"));
            } else {
                nodes.add(constant(name + "/axes", 0, 2, 3));
                nodes.add(node(name, "ReduceMean", layer.output(), name + "/axes"));
            }
        }
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, outputs);
    }

    private static Node constant(String name, long... values) {
        Attributes attributes = Attributes.of("value_ints", values);
        return new Node(
                name, "halftone.mean", "Constant", List.of(), List.of(name), attributes, Map.of());
    }

    private static Node node(String name, String op, String... inputs) {
        Attributes attributes =
                op.equals("ReduceMean") ? Attributes.of("keepdims", 0) : Attributes.NONE;
        return new Node(
                name, "halftone.mean", op, List.of(inputs), List.of(name), attributes, Map.of());
    }

    /** Means over all calibration data, weighted by how many examples a batch has. */
    private static List<NDArray> means(
            Workbench bench, Graph graph, List<String> names, Plan plan) {
        Graph piece = graph.between(graph.inputs(), names);
        List<NDArray> sums = new ArrayList<>();
        long[] seen = {0};
        try (Program program = bench.program(piece, plan, Set.of())) {
            bench.batches()
                    .forEach(
                            batch -> {
                                int size = batch.examples().size();
                                NDList means = program.run(batch.inputs());
                                add(sums, means, size, bench.manager());
                                seen[0] += size;
                            });
        }
        sums.forEach(sum -> sum.divi(seen[0]));
        return sums;
    }

    private static void add(List<NDArray> sums, NDList means, int size, NDManager manager) {
        for (int i = 0; i < means.size(); i++) {
            NDArray weighted = means.get(i).mul(size);
            if (sums.size() <= i) {
                weighted.attach(manager);
                sums.add(weighted);
            } else {
                sums.get(i).addi(weighted);
            }
        }
    }
}
