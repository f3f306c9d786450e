package dev.halftone.phase;

import dev.halftone.engine.Apart;
import dev.halftone.report.Analysis;
import dev.halftone.report.Outputs;
import dev.halftone.report.Pace;
import dev.halftone.report.Scores;
import java.util.Map;

/**
 * What the quantized network is worth.
 *
 * @param quantized what was evaluated
 * @param execution how the plan was carried out
 * @param drift by site in integers, how far it is from the simulation
 * @param scores of both models
 * @param outputs what both answered to the first pictures
 * @param analysis where the error arises
 * @param pace how fast it went
 */
public record Evaluated(
        Quantized quantized,
        Execution execution,
        Map<String, Apart> drift,
        Scores scores,
        Outputs outputs,
        Analysis analysis,
        Pace pace) {}
