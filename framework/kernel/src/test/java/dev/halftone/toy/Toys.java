package dev.halftone.toy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.catalog.Catalog;
import dev.halftone.data.DatasetSource;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Range;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;

/** A network of two layers, pictures of noise, and quantizers that show what the kernel does. */
public final class Toys {

    private static final int SIDE = 4;
    private static final int INPUTS = SIDE * SIDE;
    private static final int HIDDEN = 12;
    private static final int CLASSES = 3;

    private Toys() {}

    public static Catalog catalog() {
        return Catalog.of(
                Stream.concat(Stream.of(Toys.class.getDeclaredClasses()), Stream.of(Slow.class))
                        .toArray(Class<?>[]::new));
    }

    @Model(id = "toy", doc = "Two linear layers; hidden unit 0 is far larger than the rest.")
    public record Toy(
            @Param(doc = "How much larger hidden unit 0 is.", byDefault = "1") double outlier,
            @Param(doc = "Pictures it takes at a time.", byDefault = "-1") int together)
            implements ModelSource {

        @Override
        public Network network(Checkpoints checkpoints) {
            GraphBuilder g = Graph.builder("toy");
            Value x = g.input("x", DataType.FLOAT32, together, 1, SIDE, SIDE);
            Value hidden = g.relu(g.linear(g.reshape(x, 0, -1), "fc1", INPUTS, HIDDEN));
            Graph graph = g.build(g.linear(hidden, "fc2", HIDDEN, CLASSES));
            Random random = new Random(1);
            Map<String, NDArray> weights = new LinkedHashMap<>();
            graph.parameters()
                    .forEach(
                            (name, spec) -> {
                                float[] values = new float[(int) spec.shape().size()];
                                for (int i = 0; i < values.length; i++) {
                                    values[i] = (float) random.nextGaussian();
                                }
                                swell(name, values);
                                weights.put(
                                        name, checkpoints.manager().create(values, spec.shape()));
                            });
            return new Network(graph, weights, PREPROCESSING);
        }

        /** The outlier is made in the first layer and nearly undone in the second. */
        private void swell(String name, float[] values) {
            if (name.equals("fc1.weight")) {
                for (int i = 0; i < INPUTS; i++) {
                    values[i] = (float) (Math.abs(values[i]) * outlier);
                }
            } else if (name.equals("fc2.weight")) {
                for (int row = 0; row < CLASSES; row++) {
                    values[row * HIDDEN] /= (float) outlier;
                }
            }
        }
    }

    private static final Preprocessing PREPROCESSING =
            new Preprocessing(
                    "none",
                    0,
                    Preprocessing.Interpolation.BILINEAR,
                    List.of(0.5),
                    List.of(0.5),
                    Preprocessing.Channels.GRAY,
                    1 / 255.0);

    @Dataset(id = "noise", doc = "Pictures of noise.")
    public record Noise(
            @Param(doc = "How many.", byDefault = "10") int take,
            @Param(doc = "Which noise.", byDefault = "1") long salt)
            implements DatasetSource, Examples {

        @Override
        public Examples open() {
            return this;
        }

        @Override
        public int size() {
            return take;
        }

        @Override
        public Example get(int index) {
            byte[] pixels = new byte[INPUTS];
            new Random(salt * 1000 + index).nextBytes(pixels);
            Picture picture = new Picture(SIDE, SIDE, 1, pixels);
            return new Example("noise-" + index, picture, new Label(index % CLASSES));
        }

        @Override
        public String fingerprint() {
            return "noise " + take + " " + salt;
        }

        @Override
        public void close() {}
    }

    @Quantizer(id = "cover", doc = "Covers the range seen.")
    public record Cover(@Param(doc = "Bits.", byDefault = "8", min = 2, max = 16) int bits)
            implements SiteQuantizer {

        @Override
        public Grid grid(Site site, Distribution seen) {
            return Affine.covering(seen.range(), bits, false);
        }

        @Override
        public OptionalInt width() {
            return OptionalInt.of(bits);
        }
    }

    @Quantizer(id = "cover-channels", doc = "Covers the range of every channel.")
    public record CoverChannels() implements SiteQuantizer {

        @Override
        public Grid grid(Site site, Distribution seen) {
            return Affine.covering(seen.by(Granularity.CHANNEL).range(), 8, true)
                    .along(site.channelAxis());
        }
    }

    @Quantizer(id = "curious", doc = "Asks one thing after the other.")
    public record Curious() implements SiteQuantizer {

        @Override
        public Grid grid(Site site, Distribution seen) {
            double width = seen.histogram().width();
            try (NDArray values = seen.values()) {
                return Affine.covering(Range.of(0, (float) (width + values.size())), 8, false);
            }
        }
    }

    @Quantizer(id = "halve", doc = "Halves the weights of its sites.")
    public record Halve() implements QuantizationStep {

        @Override
        public Plan plan(Workbench bench) {
            Plan plan = Plan.EMPTY;
            for (Site site : bench.sites()) {
                String name = site.parameter().orElseThrow();
                plan = plan.with(name, bench.parameter(name).mul(0.5));
            }
            return plan;
        }
    }

    @Quantizer(id = "choosy", doc = "Wants calibration data and inputs.")
    public record Choosy() implements QuantizationStep {

        @Override
        public Plan plan(Workbench bench) {
            throw new IllegalStateException("was told before");
        }

        @Override
        public void check(Graph graph, List<Site> sites) {
            if (sites.stream().anyMatch(Site::isWeight)) {
                throw new ProblemException(
                        Problem.of("no-input", "choosy wants inputs in " + graph.name())
                                .hint("leave weights out"));
            }
        }

        @Override
        public boolean needsCalibration() {
            return true;
        }
    }

    @Quantizer(id = "keep-float", doc = "Keeps sites in float.")
    public record KeepFloat() implements QuantizationStep {

        @Override
        public Plan plan(Workbench bench) {
            Plan plan = Plan.EMPTY;
            for (Site site : bench.sites()) {
                plan = plan.floating(site);
            }
            return plan;
        }
    }

    @Quantizer(id = "broken", doc = "Fails.")
    public record Broken() implements SiteQuantizer {

        @Override
        public Grid grid(Site site, Distribution seen) {
            throw new IllegalStateException("no luck");
        }
    }

    @Quantizer(id = "spoil", doc = "Makes the weights of its sites NaN.")
    public record Spoil() implements QuantizationStep {

        @Override
        public Plan plan(Workbench bench) {
            String name = bench.sites().get(0).parameter().orElseThrow();
            return Plan.EMPTY.with(name, bench.parameter(name).mul(Float.NaN));
        }
    }

    @Metric(id = "mean", doc = "Mean of the outputs.")
    public record Mean() implements Score {

        @Override
        public Tally tally() {
            return new Sum();
        }

        private static final class Sum implements Tally {
            private double sum;
            private int count;

            @Override
            public void add(Answers answers) {
                for (float value : answers.outputs().get(0).toFloatArray()) {
                    sum += value;
                    count++;
                }
            }

            @Override
            public Map<String, Double> numbers() {
                return Map.of("", sum / count);
            }
        }
    }
}
