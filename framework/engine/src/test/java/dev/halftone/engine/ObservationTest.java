package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservationTest {
    private static final Granularity PAIRS = Granularity.parse("group-2");

    private TorchEngine engine;
    private Graph graph;
    private Map<String, NDArray> weights;
    private Site input;
    private Site weight;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
        NDManager manager = engine.manager();
        GraphBuilder g = Graph.builder("layer");
        graph = g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 4), "fc", 4, 2));
        weights =
                Map.of(
                        "fc.weight",
                        manager.create(new float[] {1, -2, 3, -4, 5, 6, -7, 8}, new Shape(2, 4)),
                        "fc.bias",
                        manager.zeros(new Shape(2)));
        input = site(Role.INPUT);
        weight = site(Role.WEIGHT);
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void findsTheEndsOfTensorsChannelsAndGroups() {
        try (Observation seen = observe(extremes(Granularity.TENSOR, Granularity.CHANNEL, PAIRS))) {
            add(seen, 1, 2, 3, 4, -1, -2, -3, 5);
            add(seen, 0, 0, 0, 9, 0, 0, 0, 0);
            assertThat(seen.extremes(input, Granularity.TENSOR))
                    .containsExactly(Range.of(-3, 5), Range.of(0, 9));
            assertThat(seen.extremes(input, Granularity.CHANNEL).get(0))
                    .isEqualTo(new Range(List.of(-1f, -2f, -3f, 4f), List.of(1f, 2f, 3f, 5f)));
            assertThat(seen.extremes(input, PAIRS).get(0))
                    .isEqualTo(new Range(List.of(-2f, -3f), List.of(2f, 5f)));
        }
    }

    @Test
    void rowsOfLaterBatchesThatRunSideBySideAreOneBatch() {
        try (Observation seen = observe(extremes(Granularity.TENSOR, Granularity.CHANNEL, PAIRS))) {
            add(seen, 0, 0, 0, 0);
            add(seen, 1, 2, 3, 4, -1, -2, -3, 5, 0, 9, 0, -8);
            assertThat(seen.extremes(input, Granularity.TENSOR))
                    .containsExactly(Range.of(0, 0), Range.of(-8, 9));
            assertThat(seen.extremes(input, Granularity.CHANNEL).get(1))
                    .isEqualTo(new Range(List.of(-1f, -2f, -3f, -8f), List.of(1f, 9f, 3f, 5f)));
            assertThat(seen.extremes(input, PAIRS).get(1))
                    .isEqualTo(new Range(List.of(-2f, -8f), List.of(9f, 5f)));
        }
    }

    /**
     * Rows far apart: what counts one half finds its bins too narrow, what counts the other not.
     */
    @Test
    void countsOfRowsThatRanSideBySideFallIntoTheSameBins() {
        try (Observation seen = observe(Set.of(new Statistic.Counts()))) {
            add(seen, 0, 1, 2, 8);
            add(seen, 100, 900, 1000, 100, 1, 1, 1, 3);
            add(seen, 1, 1, 1, 3, 100, 900, 1000, 100);
            Histogram all = seen.histogram(input);
            assertThat(all.total()).isEqualTo(20);
            assertThat(all.width()).isEqualTo(8 / 2048.0 * 64, within(1e-6));
            for (double[] valueAndCount :
                    new double[][] {{1, 7}, {3, 2}, {100, 4}, {900, 2}, {1000, 2}}) {
                int bin = (int) Math.floor((valueAndCount[0] - all.edge(0)) / all.width());
                assertThat(all.counts().get(bin)).isEqualTo(valueAndCount[1]);
            }
        }
    }

    @Test
    void looksAtWeightsOnceAndWithoutData() {
        Set<Statistic> wanted =
                Set.of(
                        new Statistic.Extremes(Granularity.CHANNEL),
                        new Statistic.Extremes(PAIRS),
                        new Statistic.Sample(Granularity.CHANNEL),
                        new Statistic.Counts());
        try (Observation seen =
                engine.observe(graph, weights, Plan.EMPTY, Map.of(weight, wanted))) {
            assertThat(seen.extremes(weight, Granularity.CHANNEL))
                    .containsExactly(new Range(List.of(-4f, -7f), List.of(3f, 8f)));
            assertThat(seen.extremes(weight, PAIRS))
                    .containsExactly(
                            new Range(List.of(-2f, -4f, 5f, -7f), List.of(1f, 3f, 6f, 8f)));
            NDArray all = seen.samples(weight, Granularity.CHANNEL).get(0);
            assertThat(all.getShape()).isEqualTo(new Shape(2, 4));
            assertThat(all.toFloatArray()).containsExactly(1, -2, 3, -4, 5, 6, -7, 8);
            assertThat(seen.histogram(weight).total()).isEqualTo(8);
        }
    }

    @Test
    void countsEveryValueInBinsOfOneWidth() {
        try (Observation seen = observe(Set.of(new Statistic.Counts()))) {
            add(seen, 0, 1, 2, 3, 4, 5, 6, 8);
            Histogram first = seen.histogram(input);
            assertThat(first.width()).isCloseTo(8 / 2048.0, within(1e-9));
            add(seen, -16, 1, 1, 1);
            add(seen, 1000, 1, 1, 1);
            Histogram all = seen.histogram(input);
            assertThat(all.total()).isEqualTo(16);
            assertThat(all.counts().size()).isLessThanOrEqualTo(4096);
            assertThat(all.edge(0)).isLessThanOrEqualTo(-16);
            assertThat(all.edge(all.counts().size())).isGreaterThan(1000);
            assertThat(all.width() / first.width()).isEqualTo(64);
            int last = all.counts().size() - 1;
            assertThat(all.counts().get(last)).isEqualTo(1);
        }
    }

    @Test
    void countsAsManyValuesAsThereAreWhereverTheyLie() {
        GraphBuilder g = Graph.builder("parts");
        Graph parts =
                g.build(
                        g.linear(
                                g.split(g.input("x", DataType.FLOAT32, -1, 300, 12), 2, 3).get(1),
                                "fc",
                                4,
                                2));
        Site read =
                Sites.of(parts).stream()
                        .filter(s -> s.role() == Role.INPUT)
                        .findFirst()
                        .orElseThrow();
        Set<Statistic> both = Set.of(new Statistic.Counts(), new Statistic.Magnitudes());
        Map<String, NDArray> zeros =
                Map.of(
                        "fc.weight",
                        engine.manager().zeros(new Shape(2, 4)),
                        "fc.bias",
                        engine.manager().zeros(new Shape(2)));
        try (Observation seen = engine.observe(parts, zeros, Plan.EMPTY, Map.of(read, both));
                NDManager batch = engine.manager().newSubManager()) {
            NDArray x = batch.linspace(-1, 1, 41 * 300 * 12).reshape(41, 300, 12);
            seen.add(new NDList(x));
            float[] all = x.toFloatArray();
            float[] third = new float[all.length / 3];
            for (int i = 0; i < third.length; i++) {
                third[i] = all[i / 4 * 12 + 4 + i % 4];
            }
            assertThat(misplaced(seen.histogram(read), third)).isLessThan(20);
            for (int i = 0; i < third.length; i++) {
                third[i] = Math.abs(third[i]);
            }
            assertThat(misplaced(seen.magnitudes(read), third)).isLessThan(20);
        }
    }

    @Test
    void whatIsMultipliedWithANumberIsLookedAtBeforehand() {
        GraphBuilder g = Graph.builder("scaled");
        Value scaled = g.multiply(g.input("x", DataType.FLOAT32, -1, 4), g.scalar(0.3));
        Graph graph = g.build(g.linear(scaled, "fc", 4, 2));
        Site read = Sites.of(graph).stream().filter(s -> s.role() == Role.INPUT).findFirst().get();
        Set<Statistic> wanted =
                Set.of(new Statistic.Counts(), new Statistic.Extremes(Granularity.CHANNEL));
        try (Observation seen = engine.observe(graph, weights, Plan.EMPTY, Map.of(read, wanted))) {
            float[] x = {-7, 1, 0.1f, 3, 3.3f, 1, 1, -2};
            add(seen, x);
            float[] values = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                values[i] = x[i] * 0.3f;
            }
            assertThat(seen.extremes(read, Granularity.TENSOR))
                    .containsExactly(Range.of(-7 * 0.3f, 3.3f * 0.3f));
            assertThat(seen.extremes(read, Granularity.CHANNEL).get(0).low())
                    .containsExactly(-7 * 0.3f, 1 * 0.3f, 0.1f * 0.3f, -2 * 0.3f);
            assertThat(misplaced(seen.histogram(read), values)).isZero();
        }
    }

    /** How many of some values are not in the bins where they belong: some lie on edges. */
    private static double misplaced(Histogram seen, float[] values) {
        double[] counts = seen.counts().stream().mapToDouble(c -> c).toArray();
        assertThat(seen.total()).isEqualTo(values.length);
        for (float value : values) {
            int bin = (int) ((value - seen.low()) / seen.width());
            // The largest value is the end of the last bin.
            counts[Math.min(bin, counts.length - 1)]--;
        }
        return Arrays.stream(counts).map(Math::abs).sum();
    }

    @Test
    void countsATensorOfOneValue() {
        try (Observation seen = observe(Set.of(new Statistic.Counts()))) {
            add(seen, 0, 0, 0, 0);
            add(seen, 0, 0, 0, 0);
            assertThat(seen.histogram(input).total()).isEqualTo(8);
        }
    }

    @Test
    void samplesEvenlyFromEveryBatch() {
        try (Observation seen = observe(Set.of(new Statistic.Sample(Granularity.TENSOR)));
                NDManager batch = engine.manager().newSubManager()) {
            int rows = 1 << 16;
            NDArray x = batch.arange(rows * 4f).reshape(rows, 4);
            seen.add(new NDList(x));
            seen.add(new NDList(x.neg()));
            List<NDArray> samples = seen.samples(input, Granularity.TENSOR);
            assertThat(samples).hasSize(2);
            assertThat(samples.get(0).getShape()).isEqualTo(new Shape(1, 65536));
            float[] values = samples.get(0).toFloatArray();
            assertThat(values[1]).isEqualTo(4);
            assertThat(values[65535]).isEqualTo(4 * 65535f);
            assertThat(samples.get(1).toFloatArray()[1]).isEqualTo(-4);
        }
    }

    @Test
    void countsMagnitudesFromZeroOn() {
        try (Observation seen = observe(Set.of(new Statistic.Magnitudes()))) {
            add(seen, -4, 1, 0, 3.999f);
            add(seen, 5, -6, 0.5f, -0.5f);

            Histogram sizes = seen.magnitudes(input);

            assertThat(sizes.low()).isZero();
            assertThat(sizes.width()).isCloseTo(4 / 2048.0, within(1e-9));
            assertThat(sizes.total()).isEqualTo(8);
            assertThat(sizes.counts().get(0)).isEqualTo(1);
            assertThat(sizes.counts().get(256)).isEqualTo(2);
            assertThat(sizes.edge(sizes.counts().size())).isBetween(6.0, 6.01);
        }
    }

    @Test
    void namesTheFirstSiteWhereAValueIsNotANumber() {
        Set<Statistic> any = Set.of(new Statistic.Counts());
        try (Observation seen =
                engine.observe(
                        graph, weights, Plan.EMPTY, Map.of(site(Role.OUTPUT), any, input, any))) {
            assertThatThrownBy(() -> add(seen, 1, Float.NaN, 0, 0))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.problems().get(0).code()).isEqualTo("not-finite");
                                assertThat(e)
                                        .hasMessage("a value at site 'fc:input' is not a number");
                            });
            assertThatThrownBy(() -> add(seen, 1, Float.POSITIVE_INFINITY, 0, 0))
                    .hasMessage("a value at site 'fc:input' is infinite");
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double most) {
        return org.assertj.core.data.Offset.offset(most);
    }

    private static Set<Statistic> extremes(Granularity... parts) {
        return Set.of(
                new Statistic.Extremes(parts[0]),
                new Statistic.Extremes(parts[1]),
                new Statistic.Extremes(parts[2]));
    }

    private Observation observe(Set<Statistic> wanted) {
        return engine.observe(graph, weights, Plan.EMPTY, Map.of(input, wanted));
    }

    private Site site(Role role) {
        return Sites.of(graph).stream().filter(s -> s.role() == role).findFirst().orElseThrow();
    }

    private void add(Observation seen, float... values) {
        try (NDManager batch = engine.manager().newSubManager()) {
            seen.add(new NDList(batch.create(values, new Shape(values.length / 4, 4))));
        }
    }
}
