package dev.halftone.tck;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Range;
import dev.halftone.grid.Rounding;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.List;
import java.util.OptionalInt;

/** Quantizers that break a promise each. */
public final class BadQuantizers {

    private BadQuantizers() {}

    @Quantizer(id = "grumpy", doc = "Refuses everything.")
    public record Grumpy() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            throw new ProblemException(
                    Problem.of("no", "grumpy wants other values").hint("find some"));
        }
    }

    @Quantizer(id = "silent", doc = "Refuses what is below zero and does not say what to do.")
    public record Silent() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            Range range = seen.range();
            if (range.low().get(0) < 0) {
                throw new ProblemException(Problem.of("no", "silent wants nothing below zero"));
            }
            return Affine.covering(range, 8, false);
        }
    }

    @Quantizer(id = "moody", doc = "Another grid each time.")
    public record Moody() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            float high = 1 + System.nanoTime() % 1_000_003;
            return Affine.covering(Range.of(0, high), 8, false);
        }
    }

    @Quantizer(id = "sly", doc = "Four bits, and says eight.")
    public record Sly() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return Affine.covering(seen.range(), 4, false);
        }

        @Override
        public OptionalInt width() {
            return OptionalInt.of(8);
        }
    }

    @Quantizer(id = "zeroless", doc = "Halves between whole numbers.")
    public record Zeroless() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Halves(4);
        }
    }

    @Quantizer(id = "sliding", doc = "Half of everything.")
    public record Sliding() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Half(4);
        }
    }

    @Quantizer(id = "exploding", doc = "Logarithms of everything.")
    public record Exploding() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Log(4);
        }
    }

    @Quantizer(id = "certain", doc = "Zero for NaN.")
    public record Certain() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Signs(2);
        }
    }

    @Quantizer(id = "negative", doc = "A scale below zero.")
    public record Negative() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Affine(List.of(-1f), List.of(0), -8, 7, 0, 0, Rounding.DIVIDE);
        }
    }

    @Quantizer(id = "weightless", doc = "Values that take no bits.")
    public record Weightless() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Half(0);
        }
    }

    @Quantizer(id = "backward", doc = "Fewer levels with more bits.")
    public record Backward(
            @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 8) int bits)
            implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return Affine.covering(seen.range(), 10 - bits, false);
        }
    }

    @Quantizer(id = "unwritable", doc = "A grid that is no record.")
    public record Unwritable() implements SiteQuantizer {
        @Override
        public Grid grid(Site site, Distribution seen) {
            return new Loose();
        }
    }

    /** Cannot be taken apart. */
    public static final class Loose implements Grid {
        @Override
        public Value snap(GraphBuilder g, Value x) {
            return g.apply("Round", x);
        }

        @Override
        public double bits() {
            return 8;
        }

        @Override
        public String summary() {
            return "whole numbers";
        }
    }

    /** One above a half, and zero. */
    public record Signs(double bits) implements Grid {
        @Override
        public Value snap(GraphBuilder g, Value x) {
            return g.apply("Where", g.apply("Greater", x, g.scalar(0.5)), g.scalar(1), g.scalar(0));
        }

        @Override
        public String summary() {
            return "signs";
        }
    }

    /** Whole numbers and a half. */
    public record Halves(double bits) implements Grid {
        @Override
        public Value snap(GraphBuilder g, Value x) {
            return g.add(g.apply("Floor", x), g.scalar(0.5));
        }

        @Override
        public String summary() {
            return "halves";
        }
    }

    /** No grid at all. */
    public record Half(double bits) implements Grid {
        @Override
        public Value snap(GraphBuilder g, Value x) {
            return g.multiply(x, g.scalar(0.5));
        }

        @Override
        public String summary() {
            return "half";
        }
    }

    /** Not for numbers below zero. */
    public record Log(double bits) implements Grid {
        @Override
        public Value snap(GraphBuilder g, Value x) {
            return g.apply("Log", x);
        }

        @Override
        public String summary() {
            return "logarithm";
        }
    }
}
