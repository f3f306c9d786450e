package dev.halftone.onnx;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes pairs of QuantizeLinear and DequantizeLinear out of a network and makes a plan of them. A
 * pair becomes the grid of the sites that read it, across operators that only move data where one
 * grid holds for the whole tensor; otherwise that of the site that makes the value, if everyone
 * reads it through the pair. What fits neither stays as operators.
 */
final class StoredPlan {
    /** Operators that only move data: what lies on one grid for the whole tensor stays on it. */
    static final Set<String> MOVES =
            Set.of(
                    "Reshape",
                    "Transpose",
                    "Identity",
                    "Squeeze",
                    "Unsqueeze",
                    "Flatten",
                    "Slice",
                    "Gather",
                    "Split");

    /** Operators that ask for the shape alone: on or off a grid, it is the same. */
    private static final Set<String> MEASURES = Set.of("Shape", "Size");

    private final List<Pair> pairs;
    private final Graph whole;
    private final Map<String, Affine> weights;
    private final Set<Edge> kept = new HashSet<>();

    /**
     * The network without the pairs.
     *
     * @param nodes in order, those too that nothing reads any more
     * @param plan what the pairs said
     */
    record Result(List<Node> nodes, Plan plan) {}

    private StoredPlan(Graph whole, List<Pair> pairs, Map<String, Affine> weights) {
        this.whole = whole;
        this.pairs = pairs;
        this.weights = weights;
    }

    /**
     * @param weights grids of parameters whose values lie on them already
     */
    static Result of(
            List<Node> nodes,
            Translation translation,
            List<TensorSpec> inputs,
            List<String> outputs,
            Map<String, Affine> weights) {
        List<Pair> pairs = Pair.of(nodes, translation);
        if (pairs.isEmpty() && weights.isEmpty()) {
            return new Result(nodes, Plan.EMPTY);
        }
        Placement placed = Placement.of(nodes, translation.constants(), outputs);
        Graph whole = new Graph("whole", inputs, placed.parameters(), placed.nodes(), outputs);
        StoredPlan stored = new StoredPlan(whole, pairs, weights);
        Round round = stored.round();
        while (stored.kept.addAll(round.failed)) {
            round = stored.round();
        }
        Set<String> written = new HashSet<>();
        nodes.forEach(node -> written.add(node.name()));
        List<Node> rest =
                round.graph.nodes().stream().filter(n -> written.contains(n.name())).toList();
        return new Result(rest, round.plan);
    }

    /** One attempt: the graph without the pairs but for the edges kept. */
    private final class Round {
        private final Graph graph;
        private final Set<Edge> failed = new HashSet<>();
        private final Map<Edge, Site> reading = new HashMap<>();
        private final Map<String, Site> making = new HashMap<>();
        private final Map<String, Grid> grids = new HashMap<>();
        private Plan plan = Plan.EMPTY;

        private Round(Graph graph) {
            this.graph = graph;
            List<Site> sites = Sites.of(graph);
            for (Site site : sites) {
                if (site.place() instanceof Site.Read read) {
                    reading.put(new Edge(site.node(), read.index()), site);
                } else if (site.place() instanceof Site.Made) {
                    making.put(site.node(), site);
                }
            }
            for (Site site : sites) {
                if (site.place() instanceof Site.BeforeBias && !site.op().startsWith("Conv")) {
                    making.putIfAbsent(site.node(), site);
                }
            }
            pairs.forEach(this::place);
            sites.stream()
                    .filter(site -> Set.of("MaxPool", "Resize").contains(site.op()))
                    .filter(site -> site.place().equals(new Site.Read(0)))
                    .filter(site -> node(site.node()).filter(MovedCodes::picks).isPresent())
                    .forEach(this::behind);
            for (Site site : sites) {
                if (site.role() == Role.WEIGHT
                        && weights.containsKey(site.parameter().orElse(""))) {
                    grids.putIfAbsent(site.id(), weights.get(site.parameter().get()));
                }
                if (grids.containsKey(site.id())) {
                    plan = plan.with(site, grids.get(site.id()));
                }
            }
        }

        /** Some of the values on a grid lie on it too: whoever reads them may say so. */
        private void behind(Site pool) {
            if (grids.get(pool.id()) instanceof Affine grid) {
                Edge.of(graph, node(pool.node()).orElseThrow().output()).stream()
                        .filter(edge -> lands(edge, grid, false))
                        .forEach(edge -> lands(edge, grid, true));
            }
        }

        private void place(Pair pair) {
            List<Edge> open =
                    Edge.of(whole, pair.output()).stream().filter(e -> !kept.contains(e)).toList();
            List<Edge> hard =
                    open.stream().filter(edge -> !lands(edge, pair.grid(), false)).toList();
            if (hard.isEmpty()) {
                open.forEach(edge -> lands(edge, pair.grid(), true));
                return;
            }
            boolean everyone = open.equals(Edge.of(whole, pair.output())) && isOnlyReader(pair);
            Optional<Site> made = graph.producer(source(pair)).map(node -> making.get(node.name()));
            if (everyone && made.isPresent() && fits(made.get(), pair.grid())) {
                grids.put(made.get().id(), pair.grid());
                return;
            }
            failed.addAll(hard);
            open.stream().filter(e -> !hard.contains(e)).forEach(e -> lands(e, pair.grid(), true));
        }

        /** A value that the graph gives is called as the pair's output was. */
        private String source(Pair pair) {
            return whole.outputs().contains(pair.output()) ? pair.output() : pair.value();
        }

        private boolean isOnlyReader(Pair pair) {
            Set<Edge> all = new HashSet<>(Edge.of(whole, pair.value()));
            long through =
                    pairs.stream()
                            .filter(
                                    p ->
                                            p.value().equals(pair.value())
                                                    && p.grid().equals(pair.grid()))
                            .map(Pair::quantize)
                            .distinct()
                            .count();
            return all.size() == through;
        }

        private boolean fits(Site site, Grid grid) {
            return !grids.containsKey(site.id()) || grids.get(site.id()).equals(grid);
        }

        /** Whether what is read there can land on the grid; says so in the plan if asked to. */
        private boolean lands(Edge edge, Affine grid, boolean now) {
            Site site = reading.get(edge);
            if (site != null) {
                if (now) {
                    grids.put(site.id(), grid);
                }
                return fits(site, grid);
            }
            Optional<Node> node = node(edge.node());
            if (node.filter(n -> MEASURES.contains(n.op())).isPresent()) {
                return true;
            }
            boolean moves =
                    grid.scale().size() == 1
                            && edge.index() == 0
                            && node.filter(n -> isMove(n)).isPresent();
            if (!moves) {
                return false;
            }
            List<Edge> next = new ArrayList<>();
            node.get().outputs().forEach(value -> next.addAll(Edge.of(graph, value)));
            boolean all = !next.isEmpty();
            for (Edge one : next) {
                all = all && agrees(one, grid) && lands(one, grid, now);
            }
            return all;
        }

        private Optional<Node> node(String name) {
            return graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst();
        }

        /** Whether a pair that is gone from the edge had the same grid. */
        private boolean agrees(Edge edge, Grid grid) {
            return whole.nodes().stream()
                    .filter(node -> node.name().equals(edge.node()) && !kept.contains(edge))
                    .map(node -> node.input(edge.index()))
                    .flatMap(value -> pairs.stream().filter(p -> p.output().equals(value)))
                    .allMatch(pair -> pair.grid().equals(grid));
        }

        private boolean isMove(Node node) {
            return MOVES.contains(node.op()) || node.op().equals("Pad") && padsWithZero(node);
        }

        private boolean padsWithZero(Node node) {
            boolean constant = node.attributes().text("mode", "constant").equals("constant");
            return !constant
                    || node.input(2).isEmpty()
                    || graph.producer(node.input(2))
                            .filter(maker -> maker.op().equals("Constant"))
                            .filter(maker -> maker.attributes().real("value_float", 1) == 0)
                            .isPresent();
        }
    }

    private Round round() {
        return new Round(PairRemoval.of(whole, pairs, kept));
    }
}
