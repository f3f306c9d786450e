package dev.halftone.report;

/**
 * How fast evaluation was: both models, one after the other, on every batch.
 *
 * @param images how many
 * @param seconds altogether
 * @param floatSeconds running the float model
 * @param quantizedSeconds running the quantized model
 * @param waitingSeconds standing still until a picture was decoded
 */
public record Pace(
        int images,
        double seconds,
        double floatSeconds,
        double quantizedSeconds,
        double waitingSeconds) {

    /** Nothing was evaluated. */
    public static final Pace NONE = new Pace(0, 0, 0, 0, 0);
}
