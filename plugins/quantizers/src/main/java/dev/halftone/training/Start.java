package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import dev.halftone.program.Program;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where training starts: weight decay for the weights of products and convolutions and nothing
 * else; the arrays of grids learned at a pace relative to their size, since a scale is often
 * smaller than a learning rate.
 */
record Start(Workbench bench, Program program, Layout layout) {

    State state() {
        Set<String> weights =
                Sites.of(bench.graph()).stream()
                        .filter(Site::isWeight)
                        .flatMap(site -> site.parameter().stream())
                        .collect(Collectors.toSet());
        return State.start(
                join(name -> initial(name).duplicate()),
                join(name -> isParameter(name) ? initial(name).onesLike() : initial(name).abs()),
                join(
                        name ->
                                weights.contains(name)
                                        ? initial(name).onesLike()
                                        : initial(name).zerosLike()));
    }

    private NDArray join(Function<String, NDArray> arrays) {
        NDArray vector = layout.join(arrays);
        vector.attach(bench.manager());
        return vector;
    }

    private boolean isParameter(String name) {
        return bench.graph().isParameter(name);
    }

    private NDArray initial(String name) {
        return program.initial().get(name);
    }
}
