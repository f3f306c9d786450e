package dev.halftone.report;

import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.stream.Stream;

/**
 * Counts what parameters take: float32 before; after, a weight whose every reader has it on a grid
 * takes its codes, a float32 for each number the grid may learn (scales), and a byte for each zero
 * point where one is not zero. Everything else stays float32.
 */
public final class Sizing {

    private Sizing() {}

    public static Size of(Graph graph, Plan plan) {
        Graph run = plan.graph().orElse(graph);
        List<Site> weights = Sites.of(run).stream().filter(Site::isWeight).toList();
        long after = 0;
        for (TensorSpec parameter : run.parameters().values()) {
            after += bytes(parameter, run, plan, weights);
        }
        long layers =
                weights.stream()
                        .filter(site -> plan.grid(site.id()).isPresent())
                        .flatMap(site -> site.parameter().stream())
                        .distinct()
                        .mapToLong(weight -> withBias(weight, run))
                        .sum();
        return new Size(4 * graph.parameterCount(), after, layers);
    }

    /** Elements of a weight and of the bias beside it, which has the same name but for its end. */
    private static long withBias(String weight, Graph graph) {
        String bias = weight.replaceFirst("weight$", "bias");
        return Stream.of(weight, bias)
                .distinct()
                .filter(graph::isParameter)
                .mapToLong(name -> graph.parameters().get(name).shape().size())
                .sum();
    }

    private static long bytes(TensorSpec parameter, Graph graph, Plan plan, List<Site> weights) {
        List<Grid> grids =
                weights.stream()
                        .filter(site -> site.parameter().orElse("").equals(parameter.name()))
                        .flatMap(site -> plan.grid(site.id()).stream())
                        .toList();
        long values = parameter.shape().size();
        boolean everyReader =
                !grids.isEmpty() && grids.size() == graph.uses(parameter.name()).size();
        return everyReader
                ? grids.stream().mapToLong(grid -> bytes(grid, values)).max().orElseThrow()
                : 4 * values;
    }

    private static long bytes(Grid grid, long values) {
        long codes = (long) Math.ceil(values * grid.bits() / 8);
        long scales = grid.arrays().values().stream().mapToLong(array -> 4L * array.length).sum();
        boolean offset =
                grid instanceof Affine affine
                        && affine.zeroPoint().stream().anyMatch(zero -> zero != 0);
        return codes + scales + (offset ? ((Affine) grid).zeroPoint().size() : 0);
    }
}
