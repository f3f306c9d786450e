package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.engine.Natives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaAdviceTest {
    private static final Natives.Found BUNDLED =
            new Natives.Found("bundled", Optional.empty(), false, false);

    @Test
    void givesTheStepsWhereNothingIsThere(@TempDir Path home) {
        List<String> lines = CudaAdvice.lines(BUNDLED, false, Map.of("PATH", home.toString()));

        assertThat(lines.get(0)).startsWith("no NVIDIA driver");
        assertThat(lines.get(1)).startsWith("no Python environment with torch 2.7.1");
        assertThat(String.join("\n", lines))
                .contains("torch==2.7.1", "PYTORCH_LIBRARY_PATH", "PYTORCH_FLAVOR=cu128");
    }

    @Test
    void namesTheEnvironmentThatCanLendItsLibraries(@TempDir Path home) throws IOException {
        Path torch = home.resolve("lib/python3.11/site-packages/torch");
        Files.createDirectories(torch.resolve("lib"));
        Files.createFile(torch.resolve("lib/libtorch_cuda.so"));
        Files.writeString(torch.resolve("version.py"), "__version__ = '2.7.1+cu126'\n");

        List<String> lines =
                CudaAdvice.lines(BUNDLED, false, Map.of("VIRTUAL_ENV", home.toString()));

        assertThat(lines)
                .contains("  export PYTORCH_LIBRARY_PATH=" + torch.resolve("lib"))
                .contains("  export PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=cu128");
    }

    @Test
    void saysWhatIsMissingBesideLentLibraries(@TempDir Path lib) {
        Natives.Found lent =
                new Natives.Found("PYTORCH_LIBRARY_PATH", Optional.of(lib), true, true);

        assertThat(CudaAdvice.lines(lent, false, Map.of()))
                .contains("PYTORCH_FLAVOR is not cu128: set it");
        assertThat(CudaAdvice.lines(lent, false, Map.of("PYTORCH_FLAVOR", "cu128")))
                .anyMatch(line -> line.startsWith("PyTorch finds no device"));
        assertThat(CudaAdvice.lines(lent, true, Map.of())).containsExactly("works");
    }
}
