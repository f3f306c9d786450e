package dev.halftone.engine;

import dev.halftone.graph.Graph;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Set;

/** The order in which sites are told about. */
final class Order {
    private Order() {}

    /** Some sites of a graph, in node order. */
    static List<Site> of(Graph graph, Set<Site> some) {
        return Sites.of(graph).stream().filter(some::contains).toList();
    }
}
