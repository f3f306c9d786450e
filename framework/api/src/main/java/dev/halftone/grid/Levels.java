package dev.halftone.grid;

/**
 * The codes of a uniform grid and how a range is laid over them; for observers that try grids out.
 *
 * @param low smallest code
 * @param high largest code
 * @param symmetric whether the zero point is fixed at zero
 * @param reach where the largest magnitude lands, if symmetric
 */
public record Levels(int low, int high, boolean symmetric, Reach reach) {

    /** Larger ends are taken for this one, so that no value of a grid overflows float32. */
    private static final double LARGEST = Float.MAX_VALUE / 4;

    /** Signed codes around zero, or unsigned ones with a zero point. */
    public static Levels of(int bits, boolean symmetric) {
        int half = 1 << (bits - 1);
        return symmetric
                ? new Levels(-half, half - 1, true, Reach.LAST_CODE)
                : new Levels(0, 2 * half - 1, false, Reach.LAST_CODE);
    }

    /** The same without the smallest code: -127 to 127 at 8 bits. */
    public Levels narrow() {
        return new Levels(low + 1, high, symmetric, reach);
    }

    /** The same with the largest magnitude elsewhere. */
    public Levels reaching(Reach where) {
        return new Levels(low, high, symmetric, where);
    }

    /** Steps between the smallest and the largest code. */
    public int steps() {
        return high - low;
    }

    /**
     * The scale that covers an interval and zero: (max − min) / steps, or symmetric max|x| / high
     * (or / (steps / 2), see {@link Reach}). Computed in double precision, then rounded once. An
     * interval too short for float32 gets the scale 1, which takes its values to zero.
     */
    public float scale(double min, double max) {
        double low = Math.max(-LARGEST, Math.min(0, min));
        double high = Math.min(LARGEST, Math.max(0, max));
        return usable(
                (float) (symmetric ? Math.max(-low, high) / reached() : (high - low) / steps()));
    }

    private double reached() {
        return reach == Reach.LAST_CODE ? high : steps() / 2.0;
    }

    static float usable(float scale) {
        return scale >= Float.MIN_NORMAL && Float.isFinite(scale) ? scale : 1f;
    }

    /** The code of zero: low − round(min / s), within the codes. */
    public int zeroPoint(double min, float scale) {
        if (symmetric) {
            return 0;
        }
        double wish = low - Math.rint(Math.max(-LARGEST, Math.min(0, min)) / scale);
        return (int) Math.max(low, Math.min(high, wish));
    }
}
