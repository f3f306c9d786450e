package dev.halftone.compile;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts a plan's grids into a graph: a few nodes of the grid's own wherever a site has one. */
public final class Snaps {
    private final Bound bound;
    private final Plan plan;
    private final Set<String> learned;
    private final Map<String, List<Site>> sites = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorSpec> parameters;
    private final Map<String, float[]> arrays;
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<Snap, String> made = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    /** Equal grids make the same of the same value, and nothing new of what one of them made. */
    private record Snap(String value, Grid grid) {}

    private Snaps(Bound bound, Plan plan, Set<String> learned, Set<String> watched) {
        this.bound = bound;
        this.plan = plan;
        this.learned = learned;
        parameters = new LinkedHashMap<>(bound.graph().parameters());
        arrays = new LinkedHashMap<>(bound.arrays());
        for (Site site : Sites.of(bound.graph())) {
            if (plan.grid(site.id()).isPresent() || watched.contains(site.id())) {
                sites.computeIfAbsent(site.node(), node -> new ArrayList<>()).add(site);
            }
        }
    }

    /**
     * The graph with every decided site on its grid. A grid's arrays become parameters called
     * {@code site-id.array}.
     *
     * @param learned parameters that will be given at each run; a grid among them is not shared
     */
    public static Bound insert(Bound bound, Plan plan, Set<String> learned) {
        return new Snaps(bound, plan, learned, Set.of()).insert().bound();
    }

    /**
     * The same, and which values are found at some sites.
     *
     * @param watched site ids, decided or not
     */
    public static Sited watch(Bound bound, Plan plan, Set<String> watched) {
        return new Snaps(bound, plan, Set.of(), watched).insert();
    }

    private Sited insert() {
        bound.graph().nodes().forEach(this::visit);
        Graph old = bound.graph();
        List<String> outputs = old.outputs().stream().map(this::now).toList();
        Graph graph = new Graph(old.name(), old.inputs(), parameters, nodes, outputs);
        return new Sited(new Bound(graph, bound.weights(), arrays), values);
    }

    private void visit(Node node) {
        List<Site> here = sites.getOrDefault(node.name(), List.of());
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String value = now(node.input(i));
            Optional<Site> site = at(here, new Site.Read(i));
            inputs.add(site.isPresent() ? snap(site.get(), value) : value);
        }
        Node moved = node.withInputs(inputs);
        Optional<Site> product = at(here, new Site.BeforeBias());
        if (product.isPresent() && Biases.has(moved)) {
            List<Node> pieces = Biases.split(moved, bound.graph());
            nodes.add(pieces.get(0));
            follow(product.get(), pieces.get(0).output());
            pieces.stream().skip(1).map(this::current).forEach(nodes::add);
        } else {
            nodes.add(moved);
            product.ifPresent(site -> follow(site, node.output()));
        }
        at(here, new Site.Made()).ifPresent(site -> follow(site, node.output()));
    }

    private Node current(Node node) {
        return node.withInputs(node.inputs().stream().map(this::now).toList());
    }

    private static Optional<Site> at(List<Site> here, Site.Place place) {
        return here.stream().filter(site -> site.place().equals(place)).findFirst();
    }

    private void follow(Site site, String value) {
        renamed.put(value, snap(site, now(value)));
    }

    private String now(String value) {
        return renamed.getOrDefault(value, value);
    }

    /** What is found at a site: the value itself, or what the site's grid makes of it. */
    private String snap(Site site, String value) {
        Optional<Grid> grid = plan.grid(site.id());
        String found = grid.isPresent() ? snap(site.id(), grid.get(), value) : value;
        values.put(site.id(), found);
        return found;
    }

    private String snap(String site, Grid grid, String value) {
        boolean trained = learned.stream().anyMatch(name -> name.startsWith(site + "."));
        Snap key = new Snap(value, grid);
        if (!trained && made.containsKey(key)) {
            return made.get(key);
        }
        Graph piece = piece(grid, site, value, arrays);
        nodes.addAll(piece.nodes());
        parameters.putAll(piece.parameters());
        String landed = piece.outputs().get(0);
        if (!trained) {
            made.put(key, landed);
            if (grid instanceof Affine) {
                made.put(new Snap(landed, grid), landed);
            }
        }
        return landed;
    }

    /**
     * What a grid makes of one value, as a graph of its own.
     *
     * @param at prefix of the names in it
     * @param arrays gets the values of the grid's arrays
     */
    static Graph piece(Grid grid, String at, String value, Map<String, float[]> arrays) {
        GraphBuilder g = Graph.builder(at);
        Value x = g.input(value, DataType.FLOAT32);
        Graph piece = g.build(grid.snap(g.at(at), x));
        arrays.putAll(g.arrays());
        return piece;
    }
}
