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
import java.util.TreeMap;
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

    /** The program that runs once per picture; it reads the picture and nothing else. */
    public Program picture() {
        return picture;
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
        List<Integer> order = new ArrayList<>();
        for (Map.Entry<Integer, List<Integer>> alike : byLength(labels).entrySet()) {
            for (int from = 0; from < alike.getValue().size(); from += AT_A_TIME) {
                int to = Math.min(alike.getValue().size(), from + AT_A_TIME);
                List<Integer> rows = alike.getValue().subList(from, to);
                NDList given = new NDList(known);
                given.add(rows(points, rows).get(":, :" + alike.getKey()));
                given.add(rows(labels, rows).get(":, :" + alike.getKey()));
                parts.add(prompts.run(given));
                order.addAll(rows);
            }
        }
        return joined(parts, order);
    }

    /**
     * Rows by how many points they need. A network attends to points of no meaning too, so a prompt
     * must not be filled up because another has more.
     */
    private static Map<Integer, List<Integer>> byLength(NDArray labels) {
        float[] all = labels.toFloatArray();
        int most = (int) labels.getShape().get(1);
        Map<Integer, List<Integer>> rows = new TreeMap<>();
        for (int row = 0; row < all.length / most; row++) {
            int points = 0;
            boolean box = false;
            for (int i = row * most; i < (row + 1) * most; i++) {
                points += all[i] == Prompting.PADDING ? 0 : 1;
                box |= all[i] == Prompting.TOP_LEFT;
            }
            int length = Math.min(most, box ? points : points + 1);
            rows.computeIfAbsent(length, any -> new ArrayList<>()).add(row);
        }
        return rows;
    }

    /** Some rows of an array, in the order they are named. */
    private static NDArray rows(NDArray array, List<Integer> rows) {
        NDList parts = new NDList();
        rows.forEach(row -> parts.add(array.get(row + ":" + (row + 1))));
        return parts.size() == 1 ? parts.get(0) : NDArrays.concat(parts, 0);
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

    /** Outputs of all prompts, one below the other, as they were asked. */
    private static NDList joined(List<NDList> parts, List<Integer> order) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        List<Integer> places = new ArrayList<>();
        for (int row = 0; row < order.size(); row++) {
            places.add(order.indexOf(row));
        }
        NDList all = new NDList();
        for (int i = 0; i < parts.get(0).size(); i++) {
            int output = i;
            NDList column =
                    new NDList(
                            parts.stream().map(part -> part.get(output)).toArray(NDArray[]::new));
            try (NDArray asRun = NDArrays.concat(column, 0)) {
                all.add(rows(asRun, places));
            }
            column.close();
        }
        return all;
    }

    @Override
    public void close() {
        picture.close();
        if (prompts != null) {
            prompts.close();
        }
    }
}
