package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
record Start(Workbench bench, Program program, Layout layout, Optimizer optimizer) {

    State state() {
        Set<String> weights =
                Sites.of(bench.graph()).stream()
                        .filter(Site::isWeight)
                        .flatMap(site -> site.parameter().stream())
                        .collect(Collectors.toSet());
        try (NDManager scope = bench.manager().newSubManager()) {
            return State.start(
                    join(name -> copy(name, scope)),
                    join(
                            name ->
                                    isRelative(name)
                                            ? copy(name, scope).abs()
                                            : copy(name, scope).onesLike()),
                    join(
                            name ->
                                    weights.contains(name)
                                            ? copy(name, scope).onesLike()
                                            : copy(name, scope).zerosLike()),
                    join(name -> Floor.of(name, copy(name, scope))));
        }
    }

    /** Published step size learning moves scales as everything else, by gradients it eased. */
    private boolean isRelative(String name) {
        boolean eased =
                bench.plan().decisions().keySet().stream()
                        .filter(site -> name.startsWith(site + "."))
                        .anyMatch(site -> bench.plan().grid(site).get() instanceof LearnedStep);
        boolean published = eased && optimizer == Optimizer.SGD;
        return !bench.graph().isParameter(name) && name.endsWith(".scale") && !published;
    }

    private NDArray join(Function<String, NDArray> arrays) {
        NDArray vector = layout.join(arrays);
        vector.attach(bench.manager());
        return vector;
    }

    private NDArray copy(String name, NDManager scope) {
        NDArray copy = program.initial().get(name).duplicate();
        copy.attach(scope);
        return copy;
    }
}
