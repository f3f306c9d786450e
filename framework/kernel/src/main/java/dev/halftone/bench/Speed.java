package dev.halftone.bench;

import java.util.List;

/**
 * How fast one network runs, mode by mode, as seen in one go.
 *
 * @param model what was measured: the experiment's name
 * @param batch examples per batch
 * @param modes in the order measured; an engine's {@code float} before its others
 */
public record Speed(String model, int batch, List<Pace> modes) {

    public Speed {
        modes = List.copyOf(modes);
    }

    /**
     * One mode.
     *
     * @param mode how the plan was carried out
     * @param engine what ran the program
     * @param ms milliseconds per batch, the median of all rounds
     * @param ratio of {@code ms} to that of {@code float} in the same engine
     */
    public record Pace(String mode, String engine, double ms, double ratio) {}

    /** Examples per second in a mode. */
    public double perSecond(Pace pace) {
        return batch * 1e3 / pace.ms();
    }
}
