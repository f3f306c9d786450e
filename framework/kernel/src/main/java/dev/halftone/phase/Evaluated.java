package dev.halftone.phase;

import dev.halftone.report.Analysis;
import dev.halftone.report.Pace;
import dev.halftone.report.Scores;
import java.util.Map;

/**
 * What the quantized network is worth.
 *
 * @param quantized what was evaluated
 * @param execution how the plan was carried out
 * @param drift by site in integers, how far it is from the simulation, in steps of its grid
 * @param scores of both models
 * @param analysis where the error arises
 * @param pace how fast it went
 */
public record Evaluated(
        Quantized quantized,
        Execution execution,
        Map<String, Double> drift,
        Scores scores,
        Analysis analysis,
        Pace pace) {}
