package dev.halftone.training;

import com.google.gson.Gson;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What PyTorch's autograd and Adam make of small learning cases; reference/learned.py asked it. */
record LearnedReference(
        List<GridCase> grids, Rounded adaRound, Distilled distillation, UnitCase unit) {

    static LearnedReference read() {
        return new Gson()
                .fromJson(
                        new InputStreamReader(
                                LearnedReference.class.getResourceAsStream(
                                        "/reference/learned.json"),
                                StandardCharsets.UTF_8),
                        LearnedReference.class);
    }

    /** A symmetric grid per channel. */
    static Affine channels(float[] scale, int low, int high) {
        List<Integer> zeros = Collections.nCopies(scale.length, 0);
        return new Affine(list(scale), zeros, low, high, 0, 0, Rounding.DIVIDE);
    }

    static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    record Distilled(
            float[] teacher,
            float[] student,
            double temperature,
            float distance,
            float[] gradient) {}

    record GridCase(
            float[] x,
            long[] dims,
            float[] scale,
            float[] zero,
            int low,
            int high,
            boolean learnsZero,
            int axis,
            float[] y,
            float[] weight,
            float[] dx,
            float[] ds,
            float[] dz) {}

    record Rounded(
            float[] w,
            float[] target,
            float[] x,
            float[] scale,
            int low,
            int high,
            double lambda,
            double[] betas,
            double rate,
            float[][] soft,
            float[] losses,
            float[] regs,
            float[] hard) {}

    record UnitCase(
            int images,
            int tokens,
            int width,
            int hidden,
            float[] quantized,
            float[] target,
            Map<String, float[]> parameters,
            Map<String, float[]> weightScales,
            Map<String, Float> scales,
            Map<String, Float> zeros,
            int steps,
            double lambda,
            double warmUp,
            double bFrom,
            double bTo,
            double rate,
            double scaleRate,
            float[] losses,
            Map<String, float[]> hard,
            Map<String, Float> learned) {}
}
