package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
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

    @Test
    void findsTheEndsOfTensorsChannelsAndGroups() {
        try (Observation seen =
                layer.observe(extremes(Granularity.TENSOR, Granularity.CHANNEL, PAIRS))) {
            layer.add(seen, 1, 2, 3, 4, -1, -2, -3, 5);
            layer.add(seen, 0, 0, 0, 9, 0, 0, 0, 0);
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
        try (Observation seen =
                layer.observe(extremes(Granularity.TENSOR, Granularity.CHANNEL, PAIRS))) {
            layer.add(seen, 0, 0, 0, 0);
            layer.add(seen, 1, 2, 3, 4, -1, -2, -3, 5, 0, 9, 0, -8);
            assertThat(seen.extremes(input, Granularity.TENSOR))
                    .containsExactly(Range.of(0, 0), Range.of(-8, 9));
            assertThat(seen.extremes(input, Granularity.CHANNEL).get(1))
                    .isEqualTo(new Range(List.of(-1f, -2f, -3f, -8f), List.of(1f, 9f, 3f, 5f)));
            assertThat(seen.extremes(input, PAIRS).get(1))
                    .isEqualTo(new Range(List.of(-2f, -8f), List.of(9f, 5f)));
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
        Site weight = layer.site(Role.WEIGHT);
        try (Observation seen = layer.observe(Map.of(weight, wanted))) {
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
    void samplesEvenlyFromEveryBatch() {
        try (Observation seen = layer.observe(Set.of(new Statistic.Sample(Granularity.TENSOR)));
                NDManager batch = layer.engine().manager().newSubManager()) {
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
    void namesTheFirstSiteWhereAValueIsNotANumber() {
        Set<Statistic> any = Set.of(new Statistic.Counts());
        try (Observation seen = layer.observe(Map.of(layer.site(Role.OUTPUT), any, input, any))) {
            assertThatThrownBy(() -> layer.add(seen, 1, Float.NaN, 0, 0))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> {
                                assertThat(e.problems().get(0).code()).isEqualTo("not-finite");
                                assertThat(e)
                                        .hasMessage("a value at site 'fc:input' is not a number");
                            });
            assertThatThrownBy(() -> layer.add(seen, 1, Float.POSITIVE_INFINITY, 0, 0))
                    .hasMessage("a value at site 'fc:input' is infinite");
        }
    }

    private static Set<Statistic> extremes(Granularity... parts) {
        return Set.of(
                new Statistic.Extremes(parts[0]),
                new Statistic.Extremes(parts[1]),
                new Statistic.Extremes(parts[2]));
    }
}
