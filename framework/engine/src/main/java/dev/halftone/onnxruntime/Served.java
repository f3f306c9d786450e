package dev.halftone.onnxruntime;

import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.integer.Placement;
import dev.halftone.onnx.Qdq;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which sites a QDQ model holds as 8-bit codes, and why not the others. */
final class Served {
    private Served() {}

    static Placement of(Graph graph, Plan plan) {
        List<String> integer = new ArrayList<>();
        Map<String, String> simulated = new LinkedHashMap<>();
        for (Site site : Sites.of(graph)) {
            plan.grid(site.id())
                    .ifPresent(
                            grid -> {
                                if (isServed(site, grid)) {
                                    integer.add(site.id());
                                } else {
                                    simulated.put(site.id(), why(grid));
                                }
                            });
        }
        return new Placement(integer, simulated);
    }

    private static boolean isServed(Site site, Grid grid) {
        return grid instanceof Affine affine
                && Qdq.fits(affine)
                && (affine.group() == 0 || site.isWeight());
    }

    private static String why(Grid grid) {
        if (!(grid instanceof Affine affine)) {
            return "its values are not evenly spaced";
        }
        return affine.group() > 0
                ? "ONNX quantizes no activations in groups"
                : "its codes need more than 8 bits";
    }
}
