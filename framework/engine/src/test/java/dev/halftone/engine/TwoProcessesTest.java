package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class TwoProcessesTest {

    @Test
    void giveTheSameBits() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        Process other =
                new ProcessBuilder(java, "-cp", classPath, PrintLogits.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        byte[] output = other.getInputStream().readAllBytes();
        assertThat(other.waitFor()).isZero();
        String bits = PrintLogits.bits();
        assertThat(new String(output, StandardCharsets.UTF_8).strip()).isEqualTo(bits);
    }
}
