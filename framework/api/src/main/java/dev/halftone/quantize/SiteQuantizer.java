package dev.halftone.quantize;

import dev.halftone.grid.Grid;
import dev.halftone.site.Site;
import java.util.OptionalInt;

/**
 * Chooses the grid of one site from the values seen there: what nine quantizers in ten are.
 *
 * <p>A pure function: it may be called more than once for a site, with the same answer, and for
 * several sites at the same time, on as many threads. Without {@code sites} in the experiment it is
 * asked for every weight and activation.
 */
@FunctionalInterface
public interface SiteQuantizer {

    /**
     * @param site where
     * @param seen the distribution of the values there; what it is asked for is gathered on demand
     * @return the grid on which the site's values land
     */
    Grid grid(Site site, Distribution seen);

    /**
     * How many bits its affine grids have, where that is known before a value is seen: what a mode
     * cannot carry out is told before anything runs.
     */
    default OptionalInt width() {
        return OptionalInt.empty();
    }
}
