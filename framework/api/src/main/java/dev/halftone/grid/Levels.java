package dev.halftone.grid;

/**
 * The codes of a uniform grid, for observers that try grids out.
 *
 * @param low smallest code
 * @param high largest code
 * @param symmetric whether the zero point is fixed at zero
 */
public record Levels(int low, int high, boolean symmetric) {

    /** Signed codes around zero, or unsigned ones with a zero point. */
    public static Levels of(int bits, boolean symmetric) {
        return symmetric
                ? new Levels(-(1 << bits - 1), (1 << bits - 1) - 1, true)
                : new Levels(0, (1 << bits) - 1, false);
    }

    /** Steps between the smallest and the largest code. */
    public int steps() {
        return high - low;
    }
}
