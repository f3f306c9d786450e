package dev.halftone.training;

/** How the learning rate goes on after the warm-up. */
public enum Schedule {
    /** Half a cosine down to zero. */
    COSINE,
    /** A straight line down to zero. */
    LINEAR,
    /** Stays. */
    CONSTANT;

    /**
     * The share of the full learning rate at one step.
     *
     * @param step from 0
     * @param steps in all
     * @param warmUp share of the steps over which the rate rises from zero in a straight line
     */
    public double at(long step, long steps, double warmUp) {
        double rising = warmUp * steps;
        if (step + 1 < rising) {
            return (step + 1) / rising;
        }
        double done = (step - rising) / Math.max(1, steps - rising);
        return switch (this) {
            case COSINE -> (1 + Math.cos(Math.PI * Math.max(0, done))) / 2;
            case LINEAR -> 1 - Math.max(0, done);
            case CONSTANT -> 1;
        };
    }
}
