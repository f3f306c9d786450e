package dev.halftone.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.grid.Reach;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what PyTorch, ONNX Runtime and NumPy choose: reference/ranges.py made the numbers. */
final class ReferenceRangesTest {
    private static NDManager manager;

    @BeforeAll
    static void start() {
        manager = NDManager.newBaseManager();
    }

    @AfterAll
    static void stop() {
        manager.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void choosesWhatTheReferenceChooses(Case reference) {
        Levels levels = reference.settings.levels();
        Distribution seen = reference.seen();

        Range range = reference.chosen().range(seen, levels);

        if (reference.loss == null) {
            assertSameGrid(Affine.covering(range, levels), reference);
        } else {
            assertNoWorse(range, levels, reference);
        }
    }

    private static void assertSameGrid(Affine grid, Case reference) {
        assertThat(grid.scale()).hasSameSizeAs(reference.scale);
        for (int i = 0; i < reference.scale.size(); i++) {
            double scale = reference.scale.get(i);
            assertThat((double) grid.scale().get(i)).isCloseTo(scale, within(3e-7 * scale));
        }
        assertThat(grid.zeroPoint()).isEqualTo(reference.zero);
    }

    /** Of two grids that lose the same either may be chosen, but none that loses more. */
    private static void assertNoWorse(Range range, Levels levels, Case reference) {
        float[][] rows = Parts.rows(reference.seen().values());
        for (int part = 0; part < rows.length; part++) {
            float scale = levels.scale(range.low().get(part), range.high().get(part));
            int zero = levels.zeroPoint(range.low().get(part), scale);
            double loss = 0;
            for (float value : rows[part]) {
                double code = Math.rint(value / (double) scale) + zero;
                double inside = Math.max(levels.low(), Math.min(levels.high(), code));
                loss += Math.pow(Math.abs((inside - zero) * scale - value), 2.4);
            }
            double best = reference.loss.get(part);
            assertThat(loss).as("loss of part %d", part).isLessThan(best * 1.0001);
            assertThat(loss).isCloseTo(best, within(1e-4 * best));
        }
    }

    static Stream<Case> cases() throws IOException {
        try (Reader json =
                new InputStreamReader(
                        ReferenceRangesTest.class.getResourceAsStream("/reference/ranges.json"),
                        StandardCharsets.UTF_8)) {
            File file = new Gson().fromJson(json, File.class);
            return file.cases.stream().map(one -> one.from(file));
        }
    }

    record File(Map<String, List<float[][]>> data, List<Case> cases) {}

    record Settings(int bits, boolean symmetric, String granularity, String reach, boolean narrow) {
        Levels levels() {
            Reach where = Reach.valueOf(reach.replace('-', '_').toUpperCase(Locale.ROOT));
            Levels all = Levels.of(bits, symmetric).reaching(where);
            return narrow ? all.narrow() : all;
        }
    }

    record Case(
            String data,
            String observer,
            Settings settings,
            String source,
            List<Double> scale,
            List<Integer> zero,
            double keep,
            List<Double> loss,
            List<float[][]> batches) {

        Case from(File file) {
            return new Case(
                    data, observer, settings, source, scale, zero, keep, loss, file.data.get(data));
        }

        Distribution seen() {
            return new Known(batches, Granularity.parse(settings.granularity), manager);
        }

        RangeObserver chosen() {
            return switch (observer) {
                case "min-max" -> new MinMax();
                case "avg-min-max" -> new AvgMinMax();
                case "ema" -> new Ema(0.01);
                case "percentile" -> new Percentile(keep);
                case "mse" -> new Mse(2.4);
                default -> throw new AssertionError(observer);
            };
        }

        @Override
        public String toString() {
            return observer + " on " + data + ", " + settings + ", " + source;
        }
    }
}
