package dev.halftone.training;

/**
 * How units are rebuilt.
 *
 * @param iters steps per unit
 * @param batch images per step
 * @param warmUp share of the steps before the regulariser sets in
 * @param bFrom β of the regulariser at first
 * @param bTo β at the end
 * @param keep probability that a value is quantized while training; 1 without QDrop
 * @param weight factor λ of the regulariser
 * @param roundingRate learning rate of the rounding
 * @param scaleRate learning rate of activation scales at first; 0 leaves them
 * @param loss what errors count
 * @param weightsOnly whether activations stay in float meanwhile
 */
public record Rebuilding(
        int iters,
        int batch,
        double warmUp,
        double bFrom,
        double bTo,
        double keep,
        double weight,
        double roundingRate,
        double scaleRate,
        Weighting loss,
        boolean weightsOnly) {

    /** Whether scales of activations move. */
    boolean learnsScales() {
        return scaleRate > 0 && !weightsOnly;
    }

    /** λ at a step, from 0. */
    double weight(int step) {
        return step < warmUp * iters ? 0 : weight;
    }

    /** β at a step: from the end of the warm-up on in a straight line. */
    double beta(int step) {
        double begin = warmUp * iters;
        double done = (step - begin) / Math.max(1, iters - begin);
        return bTo + (bFrom - bTo) * Math.max(0, 1 - Math.max(0, done));
    }

    /** The learning rate of scales at a step: half a cosine down to zero. */
    double scaleRate(int step) {
        return scaleRate * Schedule.COSINE.at(step, iters, 0);
    }
}
