package dev.halftone.experiment;

import java.util.Locale;

/** How a plan is carried out. */
public enum Mode {
    /** Without the plan. */
    FLOAT,
    /** Fake quantization in float32. */
    SIMULATED,
    /** Integer products with 32-bit sums. */
    INTEGER,
    /** Integer where every site allows it, else simulated. */
    AUTO;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
