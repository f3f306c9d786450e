package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong seconds = new AtomicLong();

    private Lines lines(long units) {
        PrintStream talk = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(talk, talk, false, Map.of());
        return new Lines(terminal, "calibrate", units, () -> seconds.get() * 1_000_000_000L);
    }

    @Test
    void saysEveryTenthWithWhatIsLeft() {
        Lines lines = lines(200);
        for (int i = 0; i < 40; i++) {
            seconds.addAndGet(3);
            lines.advance(5);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(10)
                .startsWith("calibrate 10 % (20 of 200), 1:48 left")
                .endsWith("calibrate 100 % (200 of 200)");
    }

    @Test
    void staysSilentAboutShortWork() {
        Lines lines = lines(10);
        for (int i = 0; i < 10; i++) {
            lines.advance(1);
        }

        assertThat(bytes.size()).isZero();
    }

    @Test
    void carriesTheNote() {
        Lines lines = lines(2);
        seconds.set(60);
        lines.note("loss 0.31");
        lines.advance(1);

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo("calibrate 50 % (1 of 2), 1:00 left, loss 0.31\n");
    }
}
