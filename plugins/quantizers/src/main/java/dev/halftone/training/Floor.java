package dev.halftone.training;

import ai.djl.ndarray.NDArray;

/** What learned arrays do not fall below: a scale stays positive, anything else is free. */
final class Floor {
    /** The distance from 1 to the next float32, as in PTQ4SAM's LSQ. */
    private static final double EPSILON = Math.ulp(1f);

    private Floor() {}

    /**
     * @param name of a parameter, or {@code site-id.array} of a grid
     * @param first its first value
     */
    static NDArray of(String name, NDArray first) {
        boolean scale = name.matches(".*:[^.]*\\.scale");
        return scale
                ? first.abs().minimum(EPSILON)
                : first.zerosLike().add(Float.NEGATIVE_INFINITY);
    }
}
