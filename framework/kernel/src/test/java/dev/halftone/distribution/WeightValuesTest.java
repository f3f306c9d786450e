package dev.halftone.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WeightValuesTest {

    private Engine engine;

    @BeforeEach
    void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** (2, 3, 2) holding 0 to 11, with the channels on an axis. */
    private WeightValues weight(int axis, float... values) {
        NDManager manager = engine.manager();
        NDArray array =
                values.length == 0
                        ? manager.arange(12f).reshape(2, 3, 2)
                        : manager.create(values, new Shape(1, values.length));
        Site site =
                new Site(
                        "w:weight",
                        "w",
                        Role.WEIGHT,
                        "Conv",
                        "w/Conv",
                        new Site.Read(1),
                        Optional.of("w.weight"),
                        axis,
                        Map.of());
        return new WeightValues(site, array, Granularity.TENSOR, manager);
    }

    @Test
    void seesWeightsOfOtherTypes() {
        WeightValues plain = weight(0, -1.5f, 4);
        NDArray doubles = plain.parameter().toType(DataType.FLOAT64, true);

        WeightValues seen =
                new WeightValues(plain.site(), doubles, Granularity.TENSOR, engine.manager());

        assertThat(seen.extremes()).isEqualTo(plain.extremes());
        assertThat(seen.histogram()).isEqualTo(plain.histogram());
        assertThat(seen.magnitudes()).isEqualTo(plain.magnitudes());
    }

    @Test
    void dividesByTheChannelAxis() {
        Range range = weight(1).by(Granularity.CHANNEL).range();

        assertThat(range).isEqualTo(new Range(List.of(0f, 2f, 4f), List.of(7f, 9f, 11f)));
    }

    @Test
    void countsAxesFromTheEndToo() {
        assertThat(weight(-1).by(Granularity.CHANNEL).range())
                .isEqualTo(new Range(List.of(0f, 1f), List.of(10f, 11f)));
    }

    @Test
    void dividesIntoGroupsOfNeighbours() {
        Granularity pairs = Granularity.parse("group-2");

        assertThat(weight(0).by(pairs).values().getShape()).isEqualTo(new Shape(6, 2));
        assertThat(weight(0).by(pairs).range().low()).containsExactly(0f, 2f, 4f, 6f, 8f, 10f);
    }

    @Test
    void refusesGroupsThatDoNotFit() {
        assertThatThrownBy(() -> weight(0).by(Granularity.parse("group-3")).range())
                .isInstanceOf(ProblemException.class)
                .hasMessage("groups of 3 must divide the last dimension of w:weight, which is 2");
    }

    @Test
    void refusesWhatIsNotFinite() {
        assertThatThrownBy(() -> weight(0, 1, Float.NaN, 2).range())
                .isInstanceOf(ProblemException.class)
                .hasMessage("every value of w:weight must be finite, and one is NaN");
        assertThatThrownBy(() -> weight(0, 1, Float.NEGATIVE_INFINITY, 2).values())
                .isInstanceOf(ProblemException.class)
                .hasMessage("every value of w:weight must be finite, and one is -Infinity");
    }

    @Test
    void countsEveryValue() {
        Histogram histogram = weight(0).histogram();

        assertThat(histogram.total()).isEqualTo(12);
        assertThat(histogram.counts().get(0)).isEqualTo(1);
        assertThat(histogram.edge(histogram.counts().size())).isEqualTo(11);
    }

    @Test
    void countsAConstant() {
        Histogram histogram = weight(0, 3, 3, 3).histogram();

        assertThat(histogram.total()).isEqualTo(3);
        assertThat(histogram.centre(0)).isEqualTo(3);
    }
}
