package dev.halftone.training;

import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;

/** Where values of a network that are not finite come from, on the calibration data. */
final class Origin {

    private Origin() {}

    /**
     * Looks at the network without grids.
     *
     * @throws ProblemException that names the first site and picture, if it is not the grids
     */
    static void search(Workbench bench) {
        List<Site> sites =
                Sites.of(bench.graph()).stream().filter(s -> s.parameter().isEmpty()).toList();
        // What is known of some already brings no pass: so each is asked.
        bench.distributions(sites).values().forEach(Distribution::range);
    }
}
