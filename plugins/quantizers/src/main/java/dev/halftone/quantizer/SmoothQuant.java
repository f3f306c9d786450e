package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Layer;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves outliers of what linear layers read after a LayerNorm into their weights, where per-channel
 * grids cope with them: x'_j = x_j / s_j by the norm's γ and β, W'_ij = W_ij·s_j, with s_j =
 * max|x_j|^α / max|W_·j|^(1 − α). The network's function stays. SmoothQuant (Xiao et al., ICML
 * 2023).
 *
 * <p>With {@code search}, every norm gets the α of 0, 0.05, …, 1 whose product with weights on
 * symmetric grids per channel and activations on asymmetric ones per tensor is nearest, by squared
 * error, to the float one on a sample of the calibration data; the first of equal ones.
 *
 * <p>Changes weights and what the layers read: decide grids in steps after it.
 */
@Quantizer(id = "smooth-quant", doc = "Moves outliers after norms from activations into weights.")
public record SmoothQuant(
        @Param(
                        doc = "How much moves: 0 evens out the weights, 1 the activations.",
                        byDefault = "0.5",
                        min = 0,
                        max = 1)
                double alpha,
        @Param(doc = "Search the best for every norm instead.", byDefault = "false") boolean search,
        @Param(doc = "Bits that the search reckons with.", byDefault = "8", min = 2, max = 16)
                int bits)
        implements QuantizationStep {
    private static final int TRIES = 20;

    /** Neither factors nor the weights that they come from count as less, as published. */
    private static final double LEAST = 1e-5;

    @Override
    public Plan plan(Workbench bench) {
        List<AfterNorm> places = AfterNorm.of(bench.graph(), bench.sites());
        if (places.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "nothing-to-smooth",
                                    "smooth-quant wants linear layers that alone read a LayerNorm,"
                                            + " and there are none among the sites")
                            .hint("'sites' must match the inputs of all layers after a norm"));
        }
        List<Site> sites = places.stream().map(place -> place.inputs().get(0)).toList();
        Map<Site, Distribution> seen = bench.distributions(sites);
        Plan plan = Plan.EMPTY;
        for (AfterNorm place : places) {
            Distribution channels = seen.get(place.inputs().get(0)).by(Granularity.CHANNEL);
            float[] factor = factor(place, channels, bench);
            plan = place.divided(plan, bench, factor, Optional.empty());
        }
        return plan;
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    private float[] factor(AfterNorm place, Distribution channels, Workbench bench) {
        float[] activations = sizes(channels.range());
        float[] weights = new float[activations.length];
        for (Layer layer : place.layers()) {
            try (NDArray most =
                    bench.parameter(layer.weight()).abs().max(new int[] {layer.outAxis()})) {
                float[] sizes = most.toFloatArray();
                for (int j = 0; j < sizes.length; j++) {
                    weights[j] = Math.max(weights[j], sizes[j]);
                }
            }
        }
        if (!search) {
            return factor(activations, weights, alpha);
        }
        float[] best = {};
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= TRIES; i++) {
            float[] factor = factor(activations, weights, (double) i / TRIES);
            double error = error(place, channels, factor, bench);
            if (error < least || best.length == 0) {
                least = error;
                best = factor;
            }
        }
        return best;
    }

    private static float[] sizes(Range range) {
        float[] sizes = new float[range.count()];
        for (int j = 0; j < sizes.length; j++) {
            sizes[j] = Math.max(-range.low().get(j), range.high().get(j));
        }
        return sizes;
    }

    /** A channel in which nothing happens stays as it is. */
    private static float[] factor(float[] activations, float[] weights, double alpha) {
        float[] factor = new float[activations.length];
        for (int j = 0; j < factor.length; j++) {
            double weight = Math.max(LEAST, weights[j]);
            double s = Math.pow(activations[j], alpha) / Math.pow(weight, 1 - alpha);
            boolean usable = activations[j] > 0 && weights[j] > 0;
            factor[j] = usable ? (float) Math.max(LEAST, s) : 1;
        }
        return factor;
    }

    private double error(AfterNorm place, Distribution channels, float[] factor, Workbench bench) {
        double error = 0;
        try (NDManager inside = bench.manager().newSubManager()) {
            NDArray x = channels.values();
            x.tempAttach(inside);
            NDArray by = inside.create(factor).reshape(factor.length, 1);
            NDArray snapped = tensor(x.div(by));
            for (Layer layer : place.layers()) {
                NDArray weight = bench.parameter(layer.weight()).duplicate();
                weight.attach(inside);
                NDArray rows = layer.outAxis() == 0 ? weight : weight.transpose();
                NDArray moved = channel(rows.mul(by.reshape(1, factor.length)));
                error += moved.matMul(snapped).sub(rows.matMul(x)).square().mean().getFloat();
            }
        }
        return error;
    }

    private NDArray tensor(NDArray x) {
        float low = Math.min(0, x.min().getFloat());
        float high = Math.max(0, x.max().getFloat());
        int steps = (1 << bits) - 1;
        float scale = high > low ? (high - low) / steps : 1;
        double zero = Math.rint(-low / scale);
        return x.div(scale).round().clip(-zero, steps - zero).mul(scale);
    }

    private NDArray channel(NDArray rows) {
        int last = (1 << (bits - 1)) - 1;
        NDArray scale = rows.abs().max(new int[] {1}, true).div(last).maximum(1e-12f);
        return rows.div(scale).round().mul(scale);
    }
}
