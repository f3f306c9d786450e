package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Histograms of what passes a site. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CountedValuesTest {
    private ObservedLayer layer;
    private Site input;

    @BeforeAll
    void start() {
        layer = ObservedLayer.start();
        input = layer.site(Role.INPUT);
    }

    @AfterAll
    void stop() {
        layer.close();
    }

    /**
     * Rows far apart: what counts one half finds its bins too narrow, what counts the other not.
     */
    @Test
    void countsOfRowsThatRanSideBySideFallIntoTheSameBins() {
        try (Observation seen = layer.observe(Set.of(new Statistic.Counts()))) {
            layer.add(seen, 0, 1, 2, 8);
            layer.add(seen, 100, 900, 1000, 100, 1, 1, 1, 3);
            layer.add(seen, 1, 1, 1, 3, 100, 900, 1000, 100);
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
    void countsEveryValueInBinsOfOneWidth() {
        try (Observation seen = layer.observe(Set.of(new Statistic.Counts()))) {
            layer.add(seen, 0, 1, 2, 3, 4, 5, 6, 8);
            Histogram first = seen.histogram(input);
            assertThat(first.width()).isCloseTo(8 / 2048.0, within(1e-9));
            layer.add(seen, -16, 1, 1, 1);
            layer.add(seen, 1000, 1, 1, 1);
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
        Site read = ObservedLayer.site(parts, Role.INPUT);
        Set<Statistic> both = Set.of(new Statistic.Counts(), new Statistic.Magnitudes());
        Map<String, NDArray> zeros =
                Map.of(
                        "fc.weight",
                        layer.engine().manager().zeros(new Shape(2, 4)),
                        "fc.bias",
                        layer.engine().manager().zeros(new Shape(2)));
        try (Observation seen =
                        layer.engine().observe(parts, zeros, Plan.EMPTY, Map.of(read, both));
                NDManager batch = layer.engine().manager().newSubManager()) {
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
        Site read = ObservedLayer.site(graph, Role.INPUT);
        Set<Statistic> wanted =
                Set.of(new Statistic.Counts(), new Statistic.Extremes(Granularity.CHANNEL));
        try (Observation seen =
                layer.engine().observe(graph, layer.weights(), Plan.EMPTY, Map.of(read, wanted))) {
            float[] x = {-7, 1, 0.1f, 3, 3.3f, 1, 1, -2};
            layer.add(seen, x);
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
        try (Observation seen = layer.observe(Set.of(new Statistic.Counts()))) {
            layer.add(seen, 0, 0, 0, 0);
            layer.add(seen, 0, 0, 0, 0);
            assertThat(seen.histogram(input).total()).isEqualTo(8);
        }
    }

    @Test
    void countsMagnitudesFromZeroOn() {
        try (Observation seen = layer.observe(Set.of(new Statistic.Magnitudes()))) {
            layer.add(seen, -4, 1, 0, 3.999f);
            layer.add(seen, 5, -6, 0.5f, -0.5f);

            Histogram sizes = seen.magnitudes(input);

            assertThat(sizes.low()).isZero();
            assertThat(sizes.width()).isCloseTo(4 / 2048.0, within(1e-9));
            assertThat(sizes.total()).isEqualTo(8);
            assertThat(sizes.counts().get(0)).isEqualTo(1);
            assertThat(sizes.counts().get(256)).isEqualTo(2);
            assertThat(sizes.edge(sizes.counts().size())).isBetween(6.0, 6.01);
        }
    }
}
