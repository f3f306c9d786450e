package dev.halftone.prompting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Prompting;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A network that takes prompts, in two programs: what depends on the picture alone runs once, the
 * rest on a few prompts at a time, so that memory stays flat however many there are.
 */
public final class Pieces implements Program {
    /** Prompts that run at a time. */
    public static final int AT_A_TIME = 16;

    private final Graph graph;
    private final Prompting prompting;
    private final Function<Graph, Program> compile;
    private final List<String> seam;
    private final Program picture;
    private Program prompts;

    /**
     * @param graph of the network, as a plan rewrites it
     * @param compile makes programs of pieces of it
     */
    public Pieces(Graph graph, Prompting prompting, Function<Graph, Program> compile) {
        this.graph = graph;
        this.prompting = prompting;
        this.compile = compile;
        this.seam = seam();
        this.picture = compile.apply(graph.between(List.of(image()), seam));
    }

    private boolean asks(String input) {
        return input.equals(prompting.points()) || input.equals(prompting.labels());
    }

    private TensorSpec image() {
        return graph.inputs().stream().filter(in -> !asks(in.name())).findFirst().orElseThrow();
    }

    /** Values that depend on the picture alone, where something that prompts decide reads them. */
    private List<String> seam() {
        Set<String> seen = new HashSet<>(Set.of(image().name()));
        Set<String> asked = new HashSet<>(Set.of(prompting.points(), prompting.labels()));
        Set<String> seam = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(asked::contains)) {
                asked.addAll(node.outputs());
                node.inputs().stream().filter(seen::contains).forEach(seam::add);
            } else if (node.inputs().stream().anyMatch(seen::contains)) {
                seen.addAll(node.outputs());
            }
        }
        graph.outputs().stream().filter(seen::contains).forEach(seam::add);
        return List.copyOf(seam);
    }

    @Override
    public NDList run(NDList inputs) {
        NDArray image = null;
        NDArray points = null;
        NDArray labels = null;
        for (int i = 0; i < inputs.size(); i++) {
            String name = graph.inputs().get(i).name();
            points = name.equals(prompting.points()) ? inputs.get(i) : points;
            labels = name.equals(prompting.labels()) ? inputs.get(i) : labels;
            image = asks(name) ? image : inputs.get(i);
        }
        NDList known = picture.run(new NDList(image));
        if (prompts == null) {
            prompts = compile.apply(graph.between(given(known), graph.outputs()));
        }
        List<NDList> parts = new ArrayList<>();
        long count = points.getShape().get(0);
        for (long from = 0; from < count; from += AT_A_TIME) {
            String rows = from + ":" + Math.min(count, from + AT_A_TIME);
            NDList given = new NDList(known);
            given.add(points.get(rows));
            given.add(labels.get(rows));
            parts.add(prompts.run(given));
        }
        return joined(parts);
    }

    private List<TensorSpec> given(NDList known) {
        List<TensorSpec> given = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            NDArray value = known.get(i);
            given.add(new TensorSpec(seam.get(i), value.getDataType(), value.getShape()));
        }
        for (String name : List.of(prompting.points(), prompting.labels())) {
            given.add(
                    graph.inputs().stream()
                            .filter(in -> in.name().equals(name))
                            .findFirst()
                            .orElseThrow());
        }
        return given;
    }

    /** Outputs of all prompts, one below the other. */
    private static NDList joined(List<NDList> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDList all = new NDList();
        for (int i = 0; i < parts.get(0).size(); i++) {
            int output = i;
            NDList column =
                    new NDList(
                            parts.stream().map(part -> part.get(output)).toArray(NDArray[]::new));
            all.add(NDArrays.concat(column, 0));
            column.close();
        }
        return all;
    }

    @Override
    public NDList run(NDList inputs, List<NDArray> learned) {
        return run(inputs);
    }

    @Override
    public List<String> learned() {
        return List.of();
    }

    @Override
    public Map<String, NDArray> initial() {
        return Map.of();
    }

    @Override
    public void close() {
        picture.close();
        if (prompts != null) {
            prompts.close();
        }
    }
}
