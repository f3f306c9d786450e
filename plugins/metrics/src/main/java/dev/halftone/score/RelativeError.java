package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;

/** Relative error of the outputs over all pictures, ‖out − ref‖ / ‖ref‖ in the Euclidean norm. */
@Metric(id = "relative-error", doc = "Relative error of the outputs against float.")
public record RelativeError() implements Score {

    @Override
    public Tally tally() {
        return new Noise((signal, noise) -> noise == 0 ? 0 : Math.sqrt(noise / signal));
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }
}
