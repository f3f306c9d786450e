package dev.halftone.quantizer;

import dev.halftone.grid.Granularity;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.Locale;

/** Refuses values below zero, of which a grid of powers would make zeros without a word. */
final class NotNegative {

    private NotNegative() {}

    /**
     * Looks at the smallest value seen, except of probabilities, which have none below zero.
     *
     * @param quantizer its id
     * @throws ProblemException when there are values below zero
     */
    static void check(String quantizer, Site site, Distribution seen) {
        if (site.role() == Role.PROBABILITIES) {
            return;
        }
        float least = seen.by(Granularity.TENSOR).range().low().get(0);
        if (least < 0) {
            String message =
                    "%s is for values that are not negative, and those of '%s' go down to %.3g";
            throw new ProblemException(
                    Problem.of(
                                    "negative-values",
                                    String.format(
                                            Locale.ROOT, message, quantizer, site.id(), least))
                            .hint(
                                    "choose other sites, such as \"**:probabilities\", or quantize"
                                            + " this one with uniform"));
        }
    }
}
