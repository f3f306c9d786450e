package dev.halftone.sample;

import dev.halftone.catalog.Catalog;
import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.metric.Score;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.plugin.Seed;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plugins that look like the real ones and compute nothing: every kind of parameter is here. */
public final class Samples {

    private Samples() {}

    /** All that can be used, and one that cannot. */
    public static Catalog catalog() {
        return Catalog.of(Samples.class.getDeclaredClasses());
    }

    /** Reads experiments with these plugins and a few variables. */
    public static ExperimentReader reader() {
        return new ExperimentReader(catalog(), Map.of("W", "/w", "N", "12", "HOME", "/"));
    }

    @Observer(id = "min-max", doc = "Smallest and largest value.")
    public record MinMax() implements Observes {}

    @Observer(id = "percentile", doc = "Leaves the farthest values out.")
    public record Percentile(
            @Param(doc = "Share of the values to keep.", byDefault = "0.9999", min = 0.5, max = 1)
                    double keep)
            implements Observes {}

    @Observer(id = "mse", doc = "The range with the least squared error.")
    public record Mse(
            @Param(doc = "Candidates tried.", byDefault = "100", min = 2) int candidates,
            @Param(doc = "Power of the error.", byDefault = "2.4") double power)
            implements Observes {}

    @Quantizer(id = "uniform", doc = "Snaps values to a uniform grid.")
    public record Uniform(
            @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 16) int bits,
            @Param(doc = "What shares a scale.", byDefault = "tensor") Granularity granularity,
            @Param(doc = "Zero point fixed at zero.", byDefault = "false") boolean symmetric,
            @Param(doc = "How the range is chosen.", byDefault = "min-max") RangeObserver observer)
            implements Quantizes {}

    @Quantizer(id = "log2", doc = "Snaps values to powers of two.")
    public record Log2(@Param(doc = "Bits per value.", byDefault = "4", min = 2, max = 8) int bits)
            implements Quantizes {}

    @Quantizer(id = "keep-float", doc = "Leaves sites alone.")
    public record KeepFloat() implements Quantizes {}

    @Quantizer(id = "train", doc = "Trains the parameters.")
    public record Train(
            @Param(doc = "Passes over the data.", min = 1) int epochs,
            @Param(doc = "Step sizes.") Schedule schedule,
            @Param(doc = "Stages, each with its share.") List<Double> shares,
            @Param(doc = "Quantizer used while training.", byDefault = "uniform: { bits: 4 }")
                    SiteQuantizer with,
            Seed seed)
            implements QuantizationStep {

        public Train {
            if (shares.stream().mapToDouble(Double::doubleValue).sum() > 1) {
                throw new IllegalArgumentException("the shares add up to more than 1");
            }
        }

        @Override
        public Plan plan(Workbench bench) {
            throw new UnsupportedOperationException();
        }
    }

    /** How the step size changes. */
    public record Schedule(
            @Param(doc = "First step size.", byDefault = "0.001", min = 0) double start,
            @Param(doc = "Last step size.") Optional<Double> end,
            @Param(doc = "Shape.", byDefault = "cosine") Curve curve) {}

    /** Shapes of a schedule. */
    public enum Curve {
        CONSTANT,
        COSINE,
        ONE_CYCLE
    }

    @Model(id = "vit", doc = "A vision transformer.")
    public record Vit(
            @Param(doc = "File of weights, or random.") String weights,
            @Param(doc = "Heads, where the file does not tell.", min = 1) Optional<Integer> heads,
            @Inline Preprocessing.Overrides preprocessing)
            implements ModelSource {

        @Override
        public Network network(Checkpoints checkpoints) {
            throw new UnsupportedOperationException();
        }
    }

    @Dataset(id = "fashion-mnist", doc = "Small pictures of clothes.")
    public record FashionMnist(
            @Param(doc = "Which part.", byDefault = "test") Split split,
            @Param(doc = "How many pictures.", min = 1) Optional<Integer> take)
            implements Data {}

    /** Parts of a dataset. */
    public enum Split {
        TRAIN,
        TEST
    }

    @Dataset(id = "image-folder", doc = "Pictures in folders.")
    public record ImageFolder(
            @Param(doc = "Folder or zip.") Path root,
            @Param(doc = "File of labels.") Optional<Path> labels,
            @Param(doc = "How many pictures.", min = 1) Optional<Long> take)
            implements Data {}

    @Metric(id = "top-1", doc = "Share of right answers.")
    public record Top1() implements Scores {}

    @Metric(id = "top-5", doc = "Share of answers right within five.")
    public record Top5() implements Scores {}

    @Metric(id = "sqnr", doc = "Signal to quantization noise, in decibels.")
    public record Sqnr() implements Scores {}

    @Quantizer(id = "learned", doc = "Asks for something nobody gives.")
    public record Learned(@Param(doc = "Bits.") int bits, Thread thread) implements Quantizes {}

    /** Computes nothing. */
    public interface Observes extends RangeObserver {
        @Override
        default Range range(Distribution seen, Levels levels) {
            throw new UnsupportedOperationException();
        }
    }

    /** Computes nothing. */
    public interface Quantizes extends SiteQuantizer {
        @Override
        default Grid grid(Site site, Distribution seen) {
            throw new UnsupportedOperationException();
        }
    }

    /** Holds nothing. */
    public interface Data extends DatasetSource {
        @Override
        default Examples open() {
            throw new UnsupportedOperationException();
        }
    }

    /** Counts nothing. */
    public interface Scores extends Score {
        @Override
        default Tally tally() {
            throw new UnsupportedOperationException();
        }
    }
}
