package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
class NativesTest {

    @Test
    void findsTheBundledLibrary() {
        assertThat(Natives.look(name -> null).source()).isEqualTo("bundled");
    }

    @Test
    void looksIntoTheFolderThatTheUserNames(@TempDir Path folder) throws IOException {
        Map<String, String> environment = Map.of("PYTORCH_LIBRARY_PATH", folder.toString());
        assertThat(Natives.look(environment::get).source()).isEqualTo("missing");
        Files.createFile(folder.resolve(System.mapLibraryName("torch")));
        assertThat(Natives.look(environment::get).source()).isEqualTo("PYTORCH_LIBRARY_PATH");
        assertThat(Natives.look(environment::get).cuda()).isFalse();
        Files.createFile(folder.resolve(System.mapLibraryName("torch_cuda")));
        assertThat(Natives.look(environment::get).cuda()).isTrue();
    }

    @Test
    void saysHowToGetCudaWhereThereIsNone() {
        assumeThat(Natives.look().canUseCuda()).as("CUDA is there").isFalse();
        assertThatThrownBy(() -> TorchEngine.start("gpu:0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problems().get(0).code()).isEqualTo("no-cuda");
                            assertThat(e.problems().get(0).hint().orElseThrow())
                                    .contains("PYTORCH_LIBRARY_PATH");
                        });
    }

    @Test
    void refusesADeviceOfAnotherName() {
        assertThatThrownBy(() -> TorchEngine.start("tpu"))
                .hasMessage("a device is auto, cpu or gpu:N, not 'tpu'");
    }

    @Test
    void saysWhichLibraryRuns() {
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            assertThat(engine.version()).isEqualTo("DJL 0.35.1, PyTorch 2.7.1");
        }
    }
}
