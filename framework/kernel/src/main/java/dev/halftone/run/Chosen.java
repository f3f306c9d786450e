package dev.halftone.run;

import dev.halftone.phase.MatchedStep;
import dev.halftone.site.Site;
import java.util.List;

/**
 * A site of an experiment's network, and what would decide it.
 *
 * @param steps titles of the steps that choose it, in order; of several the later one has the last
 *     word
 */
public record Chosen(Site site, List<String> steps) {

    static List<Chosen> of(List<Site> sites, List<MatchedStep> steps) {
        return sites.stream().map(site -> of(site, steps)).toList();
    }

    private static Chosen of(Site site, List<MatchedStep> steps) {
        return new Chosen(
                site,
                steps.stream()
                        .filter(step -> step.sites().contains(site))
                        .map(step -> step.step().title())
                        .toList());
    }
}
