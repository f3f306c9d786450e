package dev.halftone.catalog;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.grid.Grid;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.sample.Samples;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;

/** Plugins that cannot be used, each for one reason. */
public final class Wrong {
    static final List<Tuple> REASONS =
            List.of(
                    Tuple.tuple("class", "it is not a record"),
                    Tuple.tuple("hidden", "it is not public"),
                    Tuple.tuple(
                            "Capital_Id",
                            "its id 'Capital_Id' is not lower-case words joined by '-'"),
                    Tuple.tuple("sites", "its id 'sites' has another meaning in a step"),
                    Tuple.tuple(
                            "other-interface",
                            "a metric implements Score, and it implements DatasetSource"),
                    Tuple.tuple(
                            "map",
                            "'map': a file cannot give a value of type"
                                    + " java.util.Map<java.lang.String, java.lang.String>"),
                    Tuple.tuple("type", "'thread': a file cannot give a value of type Thread"),
                    Tuple.tuple(
                            "injected",
                            "'thread' is neither a @Param nor something a plugin is given (Seed)"),
                    Tuple.tuple("inlined", "'bits' is inlined and is not a record"),
                    Tuple.tuple("twice", "two of its parameters are called 'bits'"),
                    Tuple.tuple(
                            "default-type",
                            "one of its defaults is wrong: 'bits' takes a whole number, not"
                                    + " 'four'"),
                    Tuple.tuple(
                            "default-range",
                            "one of its defaults is wrong: 'bits' takes a whole number from 2 to"
                                    + " 4, not 8"),
                    Tuple.tuple(
                            "default-plugin",
                            "one of its defaults is wrong: no observer is called 'min-max'"));

    private Wrong() {}

    @Dataset(id = "class", doc = "A class.")
    public static final class AClass implements Samples.Data {}

    @Dataset(id = "hidden", doc = "Not public.")
    record Hidden() implements Samples.Data {}

    @Dataset(id = "Capital_Id", doc = "Strange id.")
    public record CapitalId() implements Samples.Data {}

    @Quantizer(id = "sites", doc = "Taken id.")
    public record Sites() implements Quantizes {}

    @Metric(id = "other-interface", doc = "A dataset.")
    public record OtherInterface() implements DatasetSource {
        @Override
        public Examples open() {
            throw new UnsupportedOperationException();
        }
    }

    @Quantizer(id = "map", doc = "A map.")
    public record AMap(@Param(doc = "Map.") Map<String, String> map) implements Quantizes {}

    @Quantizer(id = "type", doc = "A type.")
    public record AType(@Param(doc = "Thread.") Thread thread) implements Quantizes {}

    @Quantizer(id = "injected", doc = "Injected.")
    public record Injected(Thread thread) implements Quantizes {}

    @Quantizer(id = "inlined", doc = "Inlined.")
    public record Inlined(@Inline int bits) implements Quantizes {}

    @Quantizer(id = "twice", doc = "Twice.")
    public record Twice(@Param(doc = "Bits.") int bits, @Inline Bits more) implements Quantizes {}

    /** To be inlined. */
    public record Bits(@Param(doc = "Bits.") int bits) {}

    @Quantizer(id = "default-type", doc = "Default.")
    public record DefaultType(@Param(doc = "Bits.", byDefault = "four") int bits)
            implements Quantizes {}

    @Quantizer(id = "default-range", doc = "Default.")
    public record DefaultRange(@Param(doc = "Bits.", byDefault = "8", min = 2, max = 4) int bits)
            implements Quantizes {}

    @Quantizer(id = "default-plugin", doc = "Default.")
    public record DefaultPlugin(
            @Param(doc = "Observer.", byDefault = "min-max") RangeObserver observer)
            implements Quantizes {}

    /** Computes nothing. */
    public interface Quantizes extends SiteQuantizer {
        @Override
        default Grid grid(Site site, Distribution seen) {
            throw new UnsupportedOperationException();
        }
    }
}
