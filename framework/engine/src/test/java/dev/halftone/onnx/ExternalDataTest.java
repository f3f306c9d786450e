package dev.halftone.onnx;

import static dev.halftone.onnx.SmallModels.conv;
import static dev.halftone.onnx.SmallModels.floats;
import static dev.halftone.onnx.SmallModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.halftone.engine.TorchEngine;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Data beside a model is read from its folder, and from nowhere else. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExternalDataTest {
    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void externalDataMayNotLeaveTheFolder(@TempDir Path folder) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("model"));
        Files.write(folder.resolve("secret.bin"), new byte[48]);
        Files.createSymbolicLink(inside.resolve("link.bin"), folder.resolve("secret.bin"));
        Files.write(inside.resolve("short.bin"), new byte[40]);

        for (String location : List.of("../secret.bin", "/etc/passwd", "link.bin", "")) {
            assertThat(problem(inside, external(location)))
                    .as(location)
                    .contains("is not in the model's folder");
        }
        assertThat(problem(inside, external("nowhere.bin"))).contains("which is not there");
        Files.createDirectory(inside.resolve("folder"));
        assertThat(problem(inside, external("folder"))).contains("which is no file");
        assertThat(problem(inside, external("short.bin")))
                .isEqualTo("tensor 'w' takes bytes 0 to 48 of 'short.bin', which has only 40");
    }

    @Test
    void externalDataInTheFolderIsRead(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[48]);
        Path file = folder.resolve("m.onnx");
        Files.write(file, model(conv(external("w.bin"))).toByteArray());

        OnnxModel model = new OnnxReader(engine.manager()).read(file);

        assertThat(model.weights().get("w").sum().getFloat()).isZero();
        assertThat(model.beside()).hasSize(1);
    }

    private String problem(Path folder, TensorProto tensor) throws IOException {
        Path file = folder.resolve("m.onnx");
        Files.write(file, model(conv(tensor)).toByteArray());
        return catchThrowableOfType(
                        ProblemException.class, () -> new OnnxReader(engine.manager()).read(file))
                .problems()
                .get(0)
                .message();
    }

    private static TensorProto external(String location) {
        return floats("w", 4, 3, 1, 1).toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .build();
    }
}
