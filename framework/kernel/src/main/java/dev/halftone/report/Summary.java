package dev.halftone.report;

import dev.halftone.experiment.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a finished run says at its end.
 *
 * @param directory the run directory
 * @param experiment its name
 * @param mode how the plan was carried out
 * @param examples how many were scored
 * @param scores one per number
 * @param outputError relative error of the quantized outputs on the analysed images; none in float
 * @param worst the sites that hurt the outputs most when quantized alone, worst first, at most five
 * @param blame sites that account for the error, and how to spare them; often none
 * @param size what the parameters take
 * @param caveats what makes the numbers incomparable with others; nearly always none
 */
public record Summary(
        Path directory,
        String experiment,
        Mode mode,
        int examples,
        List<ScoreLine> scores,
        OptionalDouble outputError,
        List<SiteLine> worst,
        List<Blame> blame,
        Size size,
        List<String> caveats) {

    /**
     * One number of a metric, for both models.
     *
     * @param metric {@code top-1}, or {@code mean-iou small} for one number of several
     * @param inFloat the float model's; none where it cannot be computed
     * @param quantized the quantized model's; none in float mode
     * @param higherIsBetter whether more is better
     */
    public record ScoreLine(
            String metric,
            OptionalDouble inFloat,
            OptionalDouble quantized,
            boolean higherIsBetter) {

        /** Quantized minus float, where both are known. */
        public OptionalDouble difference() {
            return inFloat.isPresent() && quantized.isPresent()
                    ? OptionalDouble.of(quantized.getAsDouble() - inFloat.getAsDouble())
                    : OptionalDouble.empty();
        }
    }
}
