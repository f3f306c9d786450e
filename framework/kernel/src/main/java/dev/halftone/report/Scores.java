package dev.halftone.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How good the answers are.
 *
 * @param examples how many were answered
 * @param metrics in the experiment's order
 */
public record Scores(int examples, List<Metric> metrics) {

    /**
     * One metric for both models; its numbers by name, a single one under the empty name.
     *
     * @param name the metric's id
     * @param higherIsBetter whether more is better
     * @param inFloat of the float model
     * @param quantized of the quantized one; none in float mode
     */
    public record Metric(
            String name,
            boolean higherIsBetter,
            Map<String, Double> inFloat,
            Optional<Map<String, Double>> quantized) {}
}
