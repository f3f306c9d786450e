package dev.halftone.tck;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.List;

/** Observers that break a promise each. */
public final class BadObservers {

    private BadObservers() {}

    private static List<Float> times(List<Float> ends, float factor) {
        return ends.stream().map(end -> end * factor).toList();
    }

    /** Nothing wrong with it. */
    @Observer(id = "good-observer", doc = "Everything seen.")
    public record Good() implements RangeObserver {
        @Override
        public Range range(Distribution seen, Levels levels) {
            return seen.range();
        }
    }

    @Observer(id = "moody-observer", doc = "Another range each time.")
    public record Moody() implements RangeObserver {
        @Override
        public Range range(Distribution seen, Levels levels) {
            float factor = 1 + System.nanoTime() % 1_000_003;
            Range all = seen.range();
            Range wider = new Range(times(all.low(), factor), times(all.high(), factor));
            return wider.union(all).union(filled(all, factor));
        }

        private static Range filled(Range like, float end) {
            List<Float> ends = like.high().stream().map(x -> end).toList();
            return new Range(ends, ends);
        }
    }

    @Observer(id = "lumping-observer", doc = "One interval for all parts.")
    public record Lumping() implements RangeObserver {
        @Override
        public Range range(Distribution seen, Levels levels) {
            return Range.of(-1e6f, 1e6f);
        }
    }

    @Observer(id = "reversed-observer", doc = "Upper ends below lower ends.")
    public record Reversed() implements RangeObserver {
        @Override
        public Range range(Distribution seen, Levels levels) {
            Range all = seen.range();
            return new Range(
                    all.high().stream().map(x -> x + 1).toList(),
                    all.low().stream().map(x -> x - 1).toList());
        }
    }

    @Observer(id = "narrow-observer", doc = "Hardly anything of what was seen.")
    public record Narrow() implements RangeObserver {
        @Override
        public Range range(Distribution seen, Levels levels) {
            Range all = seen.range();
            return new Range(times(all.low(), 0.01f), times(all.high(), 0.01f));
        }
    }
}
