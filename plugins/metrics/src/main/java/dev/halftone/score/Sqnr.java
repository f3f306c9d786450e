package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;

/**
 * Signal to quantization noise of the outputs, 10·log10(Σ ref² / Σ (ref − out)²), in decibels.
 * Identical outputs are at infinity, outputs that are not finite at minus infinity.
 */
@Metric(id = "sqnr", doc = "Signal to quantization noise of the outputs, in decibels.")
public record Sqnr() implements Score {

    @Override
    public Tally tally() {
        return new Noise(
                (signal, noise) ->
                        noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise));
    }
}
