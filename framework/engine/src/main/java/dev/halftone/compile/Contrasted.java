package dev.halftone.compile;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The float graph and the quantized one as one graph. What both compute alike is computed once;
 * nodes alternate, so that both values of a site exist at the same time, are compared, and die.
 */
public final class Contrasted {
    private final Sited reference;
    private final Sited quantized;
    private final Plan plan;
    private final Map<String, TensorSpec> parameters = new LinkedHashMap<>();
    private final Map<String, NDArray> weights = new LinkedHashMap<>();
    private final Map<String, float[]> arrays = new LinkedHashMap<>();
    private final Map<Work, Node> done = new HashMap<>();
    private final Map<String, String> alias = new HashMap<>();
    private final Map<String, Integer> place = new HashMap<>();
    private final List<Placed> nodes = new ArrayList<>();

    /** What a node computes, whatever it is called. */
    private record Work(String op, Attributes attributes, List<String> inputs, int outputs) {}

    private record Placed(Node node, int place) {}

    private Contrasted(Sited reference, Sited quantized, Plan plan) {
        this.reference = reference;
        this.quantized = quantized;
        this.plan = plan;
        parameters.putAll(reference.bound().graph().parameters());
        weights.putAll(reference.bound().weights());
    }

    /** The graph whose outputs are the sums of each site, in the order of {@code sites}. */
    public static Bound of(Graph graph, Map<String, NDArray> weights, Plan plan, List<Site> sites) {
        Set<String> ids = sites.stream().map(Site::id).collect(Collectors.toSet());
        Sited reference = Snaps.watch(Bound.of(graph, weights, Plan.EMPTY), Plan.EMPTY, ids);
        Sited quantized = Snaps.watch(Bound.of(graph, weights, plan), plan, ids);
        return new Contrasted(reference, quantized, plan).merge(sites);
    }

    /** The sites that both graphs have. */
    public static List<Site> common(Graph graph, Plan plan, List<Site> sites) {
        Set<String> ids = new HashSet<>();
        Sites.of(plan.graph().orElse(graph)).forEach(site -> ids.add(site.id()));
        return sites.stream().filter(site -> ids.contains(site.id())).toList();
    }

    private Bound merge(List<Site> sites) {
        Graph before = reference.bound().graph();
        Map<String, Integer> steps = new HashMap<>();
        for (Node node : before.nodes()) {
            steps.put(node.name(), steps.size());
            add(node, steps.get(node.name()));
        }
        Map<String, String> own = new HashMap<>();
        sites.forEach(site -> own.put(site.id(), own(site)));
        parameters();
        for (Node node : quantized.bound().graph().nodes()) {
            share(node, steps.getOrDefault(node.name(), 0));
        }
        nodes.sort(Comparator.comparingInt(Placed::place));
        List<Node> ordered = nodes.stream().map(Placed::node).toList();
        List<Node> probes = sites.stream().map(site -> probe(site, own.get(site.id()))).toList();
        Graph both =
                new Graph(before.name(), before.inputs(), parameters, ordered, before.outputs());
        return new Bound(Probe.place(both, List.of(), probes), weights, arrays);
    }

    /** What the site's grid makes of the float value; the value itself without a grid. */
    private String own(Site site) {
        String value = reference.values().get(site.id());
        if (plan.grid(site.id()).isEmpty()) {
            return value;
        }
        Grid grid = plan.grid(site.id()).get();
        Graph piece = Snaps.piece(grid, site.id(), value, arrays);
        parameters.putAll(piece.parameters());
        piece.nodes().forEach(node -> add(node, 0));
        return piece.outputs().get(0);
    }

    /**
     * Parameters that the plan replaces, and those of a rewritten graph, get a name of their own.
     */
    private void parameters() {
        Bound other = quantized.bound();
        arrays.putAll(other.arrays());
        other.graph()
                .parameters()
                .forEach(
                        (name, spec) -> {
                            boolean array = other.arrays().containsKey(name);
                            boolean same = weights.get(name) == other.weights().get(name);
                            String now = array || same ? name : "q:" + name;
                            alias.put(name, now);
                            parameters.putIfAbsent(now, spec);
                            if (!array && other.weights().containsKey(name)) {
                                weights.put(now, other.weights().get(name));
                            }
                        });
    }

    private void share(Node node, int step) {
        List<String> inputs =
                node.inputs().stream().map(value -> alias.getOrDefault(value, value)).toList();
        Node same = done.get(work(node.withInputs(inputs)));
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < node.outputs().size(); i++) {
            String value = node.outputs().get(i);
            String now = same != null ? same.outputs().get(i) : value.isEmpty() ? "" : "q:" + value;
            outputs.add(now);
            alias.put(value, now);
        }
        if (same == null) {
            add(
                    new Node(
                            "q:" + node.name(),
                            node.path(),
                            node.op(),
                            inputs,
                            outputs,
                            node.attributes(),
                            node.labels()),
                    step);
        }
    }

    private void add(Node node, int step) {
        int last = step;
        for (String input : node.inputs()) {
            last = Math.max(last, place.getOrDefault(input, 0));
        }
        for (String output : node.outputs()) {
            place.put(output, last);
        }
        nodes.add(new Placed(node, last));
        done.putIfAbsent(work(node), node);
    }

    private static Work work(Node node) {
        return new Work(node.op(), node.attributes(), node.inputs(), node.outputs().size());
    }

    private Node probe(Site site, String own) {
        String value = reference.values().get(site.id());
        String other = quantized.values().get(site.id());
        List<String> inputs = List.of(value, own, alias.getOrDefault(other, other));
        return Probe.of(site.id() + "?error", "halftone.SiteError", inputs, Attributes.NONE);
    }
}
