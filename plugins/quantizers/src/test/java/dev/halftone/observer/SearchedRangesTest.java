package dev.halftone.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.google.gson.Gson;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.quantize.RangeObserver;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what SciPy's searches and NumPy find: reference/searches.py made the numbers. */
final class SearchedRangesTest {
    /** Too many to be written down. */
    private static final List<float[][]> MANY =
            List.of(new float[][] {many(0.4)}, new float[][] {many(0.3)});

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
    void findsWhatTheReferenceFinds(Case reference) {
        Range range = reference.chosen().range(reference.seen(), reference.levels());

        for (int part = 0; part < reference.low.size(); part++) {
            double width = reference.high.get(part) - reference.low.get(part);
            assertThat((double) range.low().get(part))
                    .as("lower end of part %d", part)
                    .isCloseTo(reference.low.get(part), within(1e-5 * width + 1e-5));
            assertThat((double) range.high().get(part))
                    .as("upper end of part %d", part)
                    .isCloseTo(reference.high.get(part), within(1e-5 * width + 1e-5));
        }
    }

    static Stream<Case> cases() throws IOException {
        try (Reader json =
                new InputStreamReader(
                        SearchedRangesTest.class.getResourceAsStream("/reference/searches.json"),
                        StandardCharsets.UTF_8)) {
            File file = new Gson().fromJson(json, File.class);
            return file.cases.stream().map(one -> one.from(file));
        }
    }

    private static float[] many(double middle) {
        float[] values = new float[12000];
        for (int i = 0; i < values.length; i++) {
            double u = i * 7919L % 10007 / 10007.0 - middle;
            values[i] = (float) (u * u * u * u * u * 40);
        }
        return values;
    }

    record File(Map<String, List<float[][]>> data, List<Case> cases) {}

    record Case(
            String data,
            String observer,
            int bits,
            boolean symmetric,
            String granularity,
            int tau,
            double percentile,
            List<Double> low,
            List<Double> high,
            List<float[][]> batches) {

        Case from(File file) {
            return new Case(
                    data,
                    observer,
                    bits,
                    symmetric,
                    granularity,
                    tau,
                    percentile,
                    low,
                    high,
                    data.equals("many") ? MANY : file.data.get(data));
        }

        Known seen() {
            return new Known(batches, Granularity.parse(granularity), manager);
        }

        Levels levels() {
            return Levels.of(bits, symmetric);
        }

        RangeObserver chosen() {
            return switch (observer) {
                case "mse-fast" -> new MseFast(2.4);
                case "sign-mse" -> new SignMse(2.4);
                case "log-mse" -> new LogMse(tau, 2.4);
                case "omse" -> new Omse();
                case "entropy" -> new Entropy();
                case "histogram-mse" -> new HistogramMse();
                case "histogram-percentile" -> new HistogramPercentile(percentile);
                default -> throw new AssertionError(observer);
            };
        }

        @Override
        public String toString() {
            String sign = symmetric ? "symmetric" : "asymmetric";
            return observer + " on " + data + ", " + bits + " bits " + sign + " per " + granularity;
        }
    }
}
