package dev.halftone.distribution;

import dev.halftone.engine.Statistic;
import dev.halftone.site.Site;

/**
 * Something that was asked of a distribution.
 *
 * @param site id of the site
 * @param statistic what of it
 */
record Request(String site, Statistic statistic) {

    static Request of(Site site, Statistic statistic) {
        return new Request(site.id(), statistic);
    }
}
