package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.function.IntFunction;

/**
 * Covers what is left when both ends are drawn in together: of [min·f, max·f] with f = 1, 0.99, …,
 * 0.11 the one with the least mean squared error, the first of equal ones (FQ-ViT's OmseObserver;
 * after Choukroun et al., ICCVW 2019). FQ-ViT measures the error on the last batch, here it is
 * measured on all: on the histogram for one range per tensor, else on the values.
 */
@Observer(id = "omse", doc = "Draws both ends in together until the squared error is least.")
public record Omse() implements RangeObserver {
    private static final int FACTORS = 90;

    @Override
    public Range range(Distribution seen, Levels levels) {
        IntFunction<Population> populations = Population.of(seen);
        Range whole = seen.range();
        Loss loss = new Loss(2);
        return Interval.each(
                whole.count(),
                part -> {
                    Population values = populations.apply(part);
                    double low = whole.low().get(part);
                    double high = whole.high().get(part);
                    Interval best = new Interval(low, high, Double.POSITIVE_INFINITY);
                    for (int i = 0; i < FACTORS; i++) {
                        double a = low * (1 - 0.01 * i);
                        double b = high * (1 - 0.01 * i);
                        Trial grid = Trial.covering(a, b, levels, loss);
                        best = best.or(new Interval(a, b, values.loss(grid)));
                    }
                    return best;
                });
    }
}
