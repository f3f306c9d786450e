package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.search.Density;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Folds keys that lie around two values, −v and v, onto one side: a channel whose mean is negative
 * changes its sign in the key projection and in the query projection, weights and biases, which
 * leaves every product of query and key as it is and halves the range of the keys. Bimodal
 * integration of PTQ4SAM (Lv et al., CVPR 2024).
 *
 * <p>On the first calibration picture, in float: a Gaussian kernel density (Scott's bandwidth) of
 * the keys of its first row, at {@code points} evenly spaced values; keys are bimodal if it has
 * exactly two peaks, at least {@code peak-height} of the sum high and {@code peak-distance} points
 * apart. γ_c = 1 where the mean of channel c is at least zero, else −1.
 *
 * <p>Works on the keys among the sites whose query and key are made by projections and moved only.
 * To be put before the steps that decide grids.
 */
@Quantizer(
        id = "bimodal-integration",
        doc = "Folds bimodal keys onto one side, within the weights.")
public record BimodalIntegration(
        @Param(doc = "Where the density is taken.", byDefault = "128", min = 8, max = 65536)
                int points,
        @Param(doc = "Least distance of two peaks, in points.", byDefault = "32", min = 1)
                int peakDistance,
        @Param(
                        doc = "Least height of a peak, as a share of the sum of all points.",
                        byDefault = "0.01",
                        min = 0,
                        max = 1)
                double peakHeight)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        List<Fold> folds = folds(bench);
        if (folds.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "nothing-to-fold",
                                    "bimodal-integration wants keys of attentions whose query and"
                                            + " key come from projections, and there are none among"
                                            + " the sites")
                            .hint("'sites' may be \"**:key\""));
        }
        List<String> values = folds.stream().map(fold -> fold.key().layer().output()).toList();
        Graph piece = bench.graph().between(bench.graph().inputs(), values);
        List<Plan> answer = new ArrayList<>(List.of(Plan.EMPTY));
        try (Program program = bench.program(piece, bench.plan().withoutGrids(), Set.of())) {
            boolean[] seen = {false};
            bench.batches()
                    .of(1)
                    .forEach(
                            batch -> {
                                if (!seen[0]) {
                                    seen[0] = true;
                                    List<NDArray> keys = program.run(batch.inputs());
                                    for (int i = 0; i < keys.size(); i++) {
                                        answer.set(
                                                0,
                                                folded(
                                                        answer.get(0),
                                                        folds.get(i),
                                                        keys.get(i),
                                                        bench));
                                    }
                                }
                            });
        }
        return answer.get(0);
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    private record Fold(Projection query, Projection key) {}

    private static List<Fold> folds(Workbench bench) {
        List<Fold> folds = new ArrayList<>();
        Graph graph = bench.graph();
        for (Site site : bench.sites()) {
            if (site.role() == Role.KEY) {
                Node product =
                        graph.nodes().stream()
                                .filter(node -> node.name().equals(site.node()))
                                .findFirst()
                                .orElseThrow();
                var query = Projection.behind(graph, product, 0);
                var key = Projection.behind(graph, product, 1);
                if (query.isPresent() && key.isPresent()) {
                    folds.add(new Fold(query.get(), key.get()));
                }
            }
        }
        return folds;
    }

    private Plan folded(Plan plan, Fold fold, NDArray output, Workbench bench) {
        Shape shape = output.getShape();
        int width = (int) shape.get(shape.dimension() - 1);
        Projection key = fold.key();
        int channels = key.channels(width);
        float[] all = output.toFloatArray();
        int rows = all.length / width;
        double[] means = new double[channels];
        double[] first = new double[(int) (rows / shape.get(0)) * channels];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < channels; c++) {
                double value = all[row * width + key.part() * channels + c];
                means[c] += value / rows;
                if (row * channels + c < first.length) {
                    first[row * channels + c] = value;
                }
            }
        }
        if (Density.peaks(first, points, peakDistance, peakHeight) != 2) {
            return plan;
        }
        float[] signs = new float[channels];
        for (int c = 0; c < channels; c++) {
            signs[c] = means[c] >= 0 ? 1 : -1;
        }
        return turned(turned(plan, key, signs, bench), fold.query(), signs, bench);
    }

    /** Rows of the weight and entries of the bias, times their channel's sign. */
    private static Plan turned(Plan plan, Projection projection, float[] signs, Workbench bench) {
        String name = projection.layer().weight();
        NDArray weight = current(plan, name, bench);
        int axis = projection.layer().outAxis();
        NDManager manager = bench.manager();
        NDArray factor = manager.create(projection.spread(signs, weight.getShape().get(axis)));
        long size = factor.size();
        Shape across = axis == 0 ? new Shape(size, 1) : new Shape(1, size);
        Plan turned = plan.with(name, weight.mul(factor.reshape(across)));
        return projection
                .layer()
                .bias()
                .map(bias -> turned.with(bias, current(turned, bias, bench).mul(factor)))
                .orElse(turned);
    }

    /** Query and key may be parts of one weight. */
    private static NDArray current(Plan plan, String name, Workbench bench) {
        NDArray changed = plan.parameters().get(name);
        return changed == null ? bench.parameter(name) : changed;
    }
}
