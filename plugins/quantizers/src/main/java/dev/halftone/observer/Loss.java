package dev.halftone.observer;

/** Errors to a power. A power costs tens of nanoseconds, so those of rounding come from a table. */
final class Loss {
    private static final int CELLS = 4096;

    private final double power;
    private final double[] table = new double[CELLS + 2];

    Loss(double power) {
        this.power = power;
        for (int i = 0; i < table.length; i++) {
            table[i] = Math.pow(0.5 * i / CELLS, power);
        }
    }

    double power() {
        return power;
    }

    double of(double error) {
        return Math.pow(error, power);
    }

    /**
     * The same for an error of rounding, between 0 and 0.5, interpolated: within 1e-7 of the
     * largest.
     */
    double ofRounding(double error) {
        double place = error * (2 * CELLS);
        int before = (int) place;
        return table[before] + (place - before) * (table[before + 1] - table[before]);
    }

    /** The mean over all errors of rounding, each as likely as any. */
    double meanOfRounding() {
        return of(0.5) / (power + 1);
    }
}
