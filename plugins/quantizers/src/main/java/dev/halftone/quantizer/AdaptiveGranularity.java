package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.grid.LogGrid;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.search.Bounded;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Set;

/**
 * Snaps probabilities to powers of the τ-th root of two, τ of 1, 2 and 4 by what comes out of the
 * product with the values: x̂ = s·2^(−q/τ), q = round(−τ·log2(x / s)), zero from q = 2^bits on.
 * Adaptive granularity quantization of PTQ4SAM (Lv et al., CVPR 2024).
 *
 * <p>For each calibration picture and τ a bounded Brent search finds the s in [min(0.1, max / 100),
 * max] with the least mean |x̂·V − x·V|^power, V the values of the same product, both in float. The
 * τ with the smallest sum of losses over all pictures wins, with the mean of its s.
 *
 * <p>Works on the probabilities among the sites, picture by picture: the probabilities and values
 * of all sites of one picture lie in memory at once, and their losses are computed in pieces.
 */
@Quantizer(
        id = "adaptive-granularity",
        doc = "Powers of a root of two that fit the probabilities.",
        example = "{ adaptive-granularity: { bits: 8 }, sites: \"**:probabilities\" }")
public record AdaptiveGranularity(
        @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 8) int bits,
        @Param(
                        doc = "Power of the error: 2 is the mean square, 2.4 is PTQ4SAM's.",
                        byDefault = "2.4",
                        min = 1,
                        max = 8)
                double power)
        implements QuantizationStep {
    private static final int[] TAUS = {1, 2, 4};
    private static final long PIECE = 1 << 24;

    @Override
    public Plan plan(Workbench bench) {
        List<Site> sites =
                bench.sites().stream().filter(s -> s.role() == Role.PROBABILITIES).toList();
        if (sites.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "no-probabilities",
                                    "adaptive-granularity wants probabilities of attentions, and"
                                            + " there are none among the sites")
                            .hint("'sites' may be \"**:probabilities\""));
        }
        Found[][] found = new Found[sites.size()][TAUS.length];
        try (Program operands = operands(bench, sites);
                Program losses = bench.program(losses(), Plan.EMPTY, Set.of());
                Progress progress =
                        bench.progress("adapt granularity", bench.batches().of(1).count())) {
            bench.batches()
                    .of(1)
                    .forEach(
                            batch -> {
                                add(found, sites, operands.run(batch.inputs()), losses, batch);
                                progress.advance(1);
                            });
        }
        Plan plan = Plan.EMPTY;
        for (int i = 0; i < sites.size(); i++) {
            plan = plan.with(sites.get(i), best(found[i]));
        }
        return plan;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    /** What the pictures so far say of one τ. */
    private record Found(double scales, double loss, int pictures) {}

    private LogGrid best(Found[] found) {
        int best = 0;
        for (int i = 1; i < TAUS.length; i++) {
            best = found[i].loss < found[best].loss ? i : best;
        }
        double scale = found[best].scales / found[best].pictures;
        return new LogGrid(bits, TAUS[best], (float) scale);
    }

    /** Probabilities and values of every site, in turn. */
    private static Program operands(Workbench bench, List<Site> sites) {
        Graph graph = bench.graph();
        List<String> values =
                sites.stream()
                        .flatMap(site -> node(graph, site).inputs().stream().limit(2))
                        .toList();
        Graph piece = graph.between(graph.inputs(), values);
        return bench.program(piece, bench.plan().withoutGrids(), Set.of());
    }

    private static Node node(Graph graph, Site site) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(site.node()))
                .findFirst()
                .orElseThrow();
    }

    /** Sum of |x̂·V − x·V|^power for x, V and log2 s, with τ as an input too. */
    private Graph losses() {
        GraphBuilder g = Graph.builder("loss");
        Value x = g.input("x", DataType.FLOAT32, -1, -1, -1);
        Value v = g.input("v", DataType.FLOAT32, -1, -1, -1);
        Value s = g.input("s", DataType.FLOAT32, 1);
        Value tau = g.input("tau", DataType.FLOAT32, 1);
        int last = (1 << bits) - 1;
        Value ratio = g.divide(g.apply("Max", x, g.scalar(1e-20)), s);
        Value octaves = g.multiply(g.apply("Log", ratio), g.scalar(-1 / Math.log(2)));
        Value code = g.apply("Round", g.multiply(octaves, tau));
        Value inside = g.apply("Max", code, g.scalar(0));
        Value down = g.apply("Neg", g.divide(inside, tau));
        Value level = g.multiply(g.apply("Pow", g.scalar(2), down), s);
        Value near = g.apply("Less", code, g.scalar(last + 0.5));
        Value snapped = g.apply("Where", near, level, g.scalar(0));
        Value error = g.matmul(g.subtract(snapped, x), v);
        Value cost = g.apply("Pow", g.apply("Abs", error), g.scalar(power));
        return g.build(g.apply("ReduceSum", cost));
    }

    private void add(
            Found[][] found, List<Site> sites, NDList operands, Program losses, Batch batch) {
        try (operands) {
            for (int i = 0; i < sites.size(); i++) {
                NDArray x = matrices(operands.get(2 * i));
                NDArray v = matrices(alike(operands.get(2 * i + 1), operands.get(2 * i)));
                float most = x.max().getFloat();
                if (!Float.isFinite(most)) {
                    throw notFinite(sites.get(i), batch);
                }
                for (int t = 0; t < TAUS.length; t++) {
                    float tau = TAUS[t];
                    Bounded.Found least =
                            Bounded.least(
                                    Math.min(0.1, 0.01 * most),
                                    most,
                                    s -> loss(losses, x, v, (float) s, tau));
                    Found before = found[i][t] == null ? new Found(0, 0, 0) : found[i][t];
                    found[i][t] =
                            new Found(
                                    before.scales + least.x(),
                                    before.loss + least.y(),
                                    before.pictures + 1);
                }
            }
        }
    }

    /** Values that serve several matrices of probabilities, once for each. */
    private static NDArray alike(NDArray values, NDArray probabilities) {
        long[] shape = probabilities.getShape().getShape();
        int rank = shape.length;
        Shape own = values.getShape();
        shape[rank - 2] = own.get(own.dimension() - 2);
        shape[rank - 1] = own.get(own.dimension() - 1);
        return own.equals(new Shape(shape)) ? values : values.broadcast(shape);
    }

    private static NDArray matrices(NDArray array) {
        Shape shape = array.getShape();
        int rank = shape.dimension();
        return array.reshape(-1, shape.get(rank - 2), shape.get(rank - 1));
    }

    private static double loss(Program losses, NDArray x, NDArray v, float scale, float tau) {
        long count = x.getShape().get(0);
        long size = x.size() / count;
        long each = Math.max(1, PIECE / size);
        double sum = 0;
        for (long from = 0; from < count; from += each) {
            try (NDManager piece = x.getManager().newSubManager()) {
                NDIndex part = new NDIndex(from + ":" + Math.min(count, from + each));
                NDArray some = x.get(part);
                NDArray values = v.get(part);
                some.attach(piece);
                values.attach(piece);
                NDArray s = piece.create(new float[] {scale});
                NDArray t = piece.create(new float[] {tau});
                NDList lost = losses.run(new NDList(some, values, s, t));
                sum += lost.get(0).getFloat();
                lost.close();
            }
        }
        return sum / (count * x.getShape().get(1) * v.getShape().get(2));
    }

    private static ProblemException notFinite(Site site, Batch batch) {
        String message = "picture '%s': a value at site '%s' is not a number";
        String name = batch.examples().get(0).name();
        return new ProblemException(Problem.of("not-finite", message.formatted(name, site.id())));
    }
}
