package dev.halftone.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void sortsKeysAndWritesTheFewestDigits() {
        String line = Json.line(Map.of("b", 0.1, "a", 0.1f, "c", List.of(1, 2.0, 1e300, -0.5)));

        assertThat(line).isEqualTo("{\"a\":0.1,\"b\":0.1,\"c\":[1,2,1E+300,-0.5]}");
    }

    @Test
    void writesWhatIsNoNumberAsNull() {
        List<Object> odd =
                Arrays.asList(Double.NaN, Float.POSITIVE_INFINITY, null, Optional.empty());

        assertThat(Json.line(odd)).isEqualTo("[null,null,null,null]");
    }

    @Test
    void writesNumbersThatReadBackTheSame() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            double wide = Double.longBitsToDouble(random.nextLong());
            float narrow = Float.intBitsToFloat(random.nextInt());
            if (Double.isFinite(wide)) {
                assertThat(Double.parseDouble(Json.shortest(wide))).isEqualTo(wide);
            }
            if (Float.isFinite(narrow)) {
                assertThat(Float.parseFloat(Json.shortest(narrow))).isEqualTo(narrow);
            }
        }
    }

    @Test
    void keepsTheSignOfZero() {
        assertThat(Json.shortest(-0.0)).isEqualTo("-0.0");
        assertThat(Json.shortest(0.0)).isEqualTo("0");
    }

    @Test
    void writesTheNumberThatOlderJdksPrintTooLong() {
        assertThat(Json.shortest(2.0E-3)).isEqualTo("0.002");
        assertThat(Json.shortest(2.2E-322)).isEqualTo("2.2E-322");
    }
}
