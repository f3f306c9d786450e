package dev.halftone.tck;

import dev.halftone.grid.Grid;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.Optional;

/** A site and what is seen there. */
record At(Site site, Seen seen) {

    Optional<GridPromises.Case> on(SiteQuantizer quantizer, String what) {
        float[] first = seen.batches().get(0);
        return grid(quantizer).map(grid -> new GridPromises.Case(what, grid, first, seen.shape()));
    }

    /** None where the quantizer refuses. */
    Optional<Grid> grid(SiteQuantizer quantizer) {
        try {
            return Optional.of(quantizer.grid(site, seen));
        } catch (ProblemException refused) {
            return Optional.empty();
        }
    }

    Optional<ProblemException> refusal(SiteQuantizer quantizer) {
        try {
            quantizer.grid(site, seen);
            return Optional.empty();
        } catch (ProblemException refused) {
            return Optional.of(refused);
        }
    }

    double error(SiteQuantizer quantizer, Lab lab) {
        float[] values = seen.batches().get(0);
        float[] snapped = lab.snap(quantizer.grid(site, seen), values, seen.shape());
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.pow((double) values[i] - snapped[i], 2);
        }
        return sum / values.length;
    }
}
