package dev.halftone.quantizer;

import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.training.Rebuilding;
import dev.halftone.training.Reconstruction;
import dev.halftone.training.Weighting;

/**
 * Learns for every weight whether it is rounded up or down, layer by layer: Nagel et al., "Up or
 * down? Adaptive rounding for post-training quantization", ICML 2020. ŵ = s·clamp(⌊w/s⌋ + h(α) + z,
 * …) with the rectified sigmoid h(α) = clamp(1.2·σ(α) − 0.1, 0, 1); the loss is the squared error
 * of the layer's output, on what the quantized network gives it against the float layer on what the
 * float network gives it, plus λ·Σ(1 − |2h − 1|^β), β falling after a warm-up. In the end every h
 * is 0 or 1. Weights must be on uniform grids before; their scales stay. To learn several layers
 * together, and activations, see {@code reconstruct}.
 */
@Quantizer(id = "ada-round", doc = "Learns layer by layer which weights to round up (AdaRound).")
public record AdaRound(
        @Param(doc = "Steps per layer.", byDefault = "10000", min = 1, max = 1000000) int iters,
        @Param(doc = "Images per step.", byDefault = "32", min = 1, max = 65536) int batch,
        @Param(
                        doc = "Share of the steps before roundings are pressed to be decided.",
                        byDefault = "0.2",
                        min = 0,
                        max = 1)
                double warmUp,
        @Param(doc = "The regulariser's exponent at first.", byDefault = "20", min = 1)
                double bFrom,
        @Param(doc = "The regulariser's exponent in the end.", byDefault = "2", min = 1) double bTo,
        @Param(doc = "Weight of the regulariser.", byDefault = "0.01", min = 0) double weight,
        @Param(doc = "Learning rate.", byDefault = "0.001", min = 0, max = 10) double rate)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        Rebuilding how =
                new Rebuilding(
                        iters, batch, warmUp, bFrom, bTo, 1, weight, rate, 0, Weighting.MSE, false);
        return Reconstruction.ofLayers(bench, how).run();
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }
}
