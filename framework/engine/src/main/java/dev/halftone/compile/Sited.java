package dev.halftone.compile;

import java.util.Map;

/**
 * A graph in which some sites are known by the values found there.
 *
 * @param bound the graph
 * @param values names of values by site id, after the site's grid if it has one
 */
public record Sited(Bound bound, Map<String, String> values) {

    public Sited {
        values = Map.copyOf(values);
    }
}
