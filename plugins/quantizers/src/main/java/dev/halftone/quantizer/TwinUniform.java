package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Layer;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.grid.Granularity;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two uniform ranges for probabilities, told apart by size, and for what a layer reads from a GELU,
 * told apart by sign; their steps by what the error does to the network's answer: PTQ4ViT (Yuan et
 * al., ECCV 2022).
 *
 * <p>Fixed are the coarse step of probabilities, 1 / (2^(bits − 1) − 1), and the fine one after a
 * GELU, from its smallest value; the other is a power of two away. Of 20 such powers that one wins
 * with the least Σ (∂L/∂O)²·(O − Ô)², O the product that reads the site and ∂L/∂O the gradient of
 * the cross-entropy of the float network's own answer, over all calibration pictures. (PTQ4ViT's
 * divergence from the float answer has no gradient at the float network.)
 */
@Quantizer(
        id = "twin-uniform",
        doc = "Two uniform ranges for probabilities and after a GELU.",
        example = "{ twin-uniform: { bits: 8 }, sites: \"**:activation\" }")
public record TwinUniform(
        @Param(doc = "Bits per value.", byDefault = "8", min = 3, max = 8) int bits,
        @Param(doc = "Pictures at a time: memory for speed.", byDefault = "4", min = 1, max = 1024)
                int batch)
        implements QuantizationStep {
    private static final int SHIFTS = 20;

    @Override
    public Plan plan(Workbench bench) {
        List<Place> places = places(bench.graph(), bench.sites());
        List<List<TwinGrid>> grids = grids(bench, places);
        double[][] losses = new double[places.size()][SHIFTS];
        Influence influence = new Influence(bench, places.stream().map(Place::product).toList());
        List<String> operands = new ArrayList<>();
        places.forEach(place -> operands.addAll(place.product().inputs().subList(0, 2)));
        try (influence;
                Program values =
                        bench.program(
                                bench.graph().between(bench.graph().inputs(), operands),
                                bench.plan().withoutGrids(),
                                Set.of());
                Progress progress =
                        bench.progress("twin ranges", bench.batches().of(batch).count())) {
            List<Program> errors = errors(bench, grids);
            bench.batches()
                    .of(batch)
                    .forEach(
                            some -> {
                                NDList gradients = influence.of(some.inputs());
                                NDList read = values.run(some.inputs());
                                for (int i = 0; i < places.size(); i++) {
                                    NDList in =
                                            new NDList(
                                                    read.get(2 * i),
                                                    read.get(2 * i + 1),
                                                    gradients.get(i));
                                    add(losses[i], errors.get(i), in);
                                }
                                gradients.close();
                                read.close();
                                progress.advance(1);
                            });
            errors.forEach(Program::close);
        }
        Plan plan = Plan.EMPTY;
        for (int i = 0; i < places.size(); i++) {
            plan = plan.with(places.get(i).site(), grids.get(i).get(least(losses[i])));
        }
        return plan;
    }

    @Override
    public void check(Graph graph, List<Site> sites) {
        places(graph, sites);
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    /**
     * @param site where the grid goes
     * @param product the node that reads it
     */
    private record Place(Site site, Node product, boolean bySign) {}

    private static List<Place> places(Graph graph, List<Site> sites) {
        List<Place> places = new ArrayList<>();
        for (Site site : sites) {
            Node product =
                    graph.nodes().stream()
                            .filter(node -> node.name().equals(site.node()))
                            .findFirst()
                            .orElseThrow();
            boolean linear =
                    product.op().equals("MatMul")
                            && site.role() == Role.INPUT
                            && Layer.of(graph).stream().anyMatch(l -> l.product().equals(product));
            Optional<Node> maker = graph.producer(product.input(0));
            if (site.role() == Role.PROBABILITIES) {
                places.add(new Place(site, product, false));
            } else if (linear && maker.filter(node -> node.op().equals("Gelu")).isPresent()) {
                places.add(new Place(site, product, true));
            }
        }
        if (places.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "nothing-to-twin",
                                    "twin-uniform wants probabilities, or inputs of layers that"
                                            + " read a GELU, and there are none among the sites")
                            .hint("leave 'sites' out, or write sites: \"**:activation\""));
        }
        return places;
    }

    private List<List<TwinGrid>> grids(Workbench bench, List<Place> places) {
        Map<Site, Distribution> seen =
                bench.distributions(places.stream().map(Place::site).toList());
        int last = (1 << (bits - 1)) - 1;
        List<List<TwinGrid>> all = new ArrayList<>();
        for (Place place : places) {
            List<TwinGrid> grids = new ArrayList<>();
            float low = seen.get(place.site()).by(Granularity.TENSOR).range().low().get(0);
            for (int shift = 0; shift < SHIFTS; shift++) {
                float fine = place.bySign() ? -low / (last + 1) : Math.scalb(1f / last, -shift);
                grids.add(new TwinGrid(bits, place.bySign(), fine, shift));
            }
            all.add(grids);
        }
        return all;
    }

    /** For every site a program that gives the loss of each grid. */
    private static List<Program> errors(Workbench bench, List<List<TwinGrid>> grids) {
        List<Program> programs = new ArrayList<>();
        for (List<TwinGrid> candidates : grids) {
            GraphBuilder g = Graph.builder("error");
            Value x = g.input("x", DataType.FLOAT32, -1);
            Value w = g.input("w", DataType.FLOAT32, -1);
            Value gradient = g.input("gradient", DataType.FLOAT32, -1);
            List<Value> losses = new ArrayList<>();
            for (int i = 0; i < candidates.size(); i++) {
                Value snapped = g.at("grid" + i).multiply(x, g.scalar(1));
                Value error = g.subtract(snapped, x);
                Value lost = g.multiply(g.matmul(error, w), gradient);
                losses.add(g.apply("ReduceSum", g.multiply(lost, lost)));
            }
            Graph graph = g.build(losses.toArray(Value[]::new));
            programs.add(bench.program(graph, plan(graph, candidates), Set.of()));
        }
        return programs;
    }

    /** Grid i where the node at the path {@code gridi} reads. */
    private static Plan plan(Graph graph, List<TwinGrid> candidates) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.role() == Role.OPERAND && site.path().startsWith("grid")) {
                plan = plan.with(site, candidates.get(Integer.parseInt(site.path().substring(4))));
            }
        }
        return plan;
    }

    private static void add(double[] losses, Program errors, NDList in) {
        try (NDManager inside = in.get(0).getManager().newSubManager();
                NDList lost = errors.run(in)) {
            lost.attach(inside);
            for (int i = 0; i < losses.length; i++) {
                NDArray loss = lost.get(i);
                losses[i] += loss.getFloat();
            }
        }
    }

    private static int least(double[] losses) {
        int least = 0;
        for (int i = 1; i < losses.length; i++) {
            least = losses[i] < losses[least] ? i : least;
        }
        return least;
    }
}
