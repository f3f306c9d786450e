package dev.halftone.toy;

import ai.djl.ndarray.NDArray;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A step that can be killed. */
@Quantizer(id = "slow", doc = "Walks a weight in ten epochs, kept one by one.")
public record Slow() implements QuantizationStep {
    /** How many more epochs it lives through. */
    public static final AtomicInteger LIVES = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    public Plan plan(Workbench bench) {
        String name = bench.sites().get(0).parameter().orElseThrow();
        NDArray weight = bench.parameter(name);
        int epoch = 0;
        if (bench.bookmark().last().isPresent()) {
            Bookmark.Page page = bench.bookmark().last().get();
            weight = page.arrays().get("weight");
            epoch = Integer.parseInt(page.facts().get("epoch"));
        }
        for (; epoch < 10; epoch++) {
            if (LIVES.decrementAndGet() < 0) {
                throw new IllegalStateException("killed");
            }
            weight = weight.mul(0.9 + 0.001 * (bench.seed() % 10));
            bench.bookmark()
                    .keep(
                            new Bookmark.Page(
                                    Map.of("weight", weight),
                                    Map.of("epoch", Integer.toString(epoch + 1))));
        }
        return Plan.EMPTY.with(name, weight);
    }
}
