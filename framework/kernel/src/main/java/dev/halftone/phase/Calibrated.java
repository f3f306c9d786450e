package dev.halftone.phase;

import dev.halftone.distribution.Statistics;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import java.util.Map;

/**
 * Everything gathered that the coming steps ask for, up to the first that works on the whole
 * network.
 *
 * @param prepared what it was gathered from
 * @param done how many steps have decided
 * @param plan what they decided
 * @param statistics the distributions under this plan
 * @param answers grids that coming steps chose, by step
 */
public record Calibrated(
        Prepared prepared,
        int done,
        Plan plan,
        Statistics statistics,
        Map<Integer, Map<Site, Grid>> answers) {}
