package dev.halftone.network;

import ai.djl.ndarray.NDManager;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** EfficientNet-Lite0 of the material, with the preparation of its pictures. */
final class Lite0 {
    private Lite0() {}

    static Network network(Path file, NDManager manager) {
        Preprocessing.Overrides overrides =
                new Preprocessing.Overrides(
                        Optional.of("none"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(127.0, 127.0, 127.0),
                        List.of(128.0, 128.0, 128.0),
                        Optional.empty(),
                        Optional.of(1.0));
        return new Onnx(file, List.of(), overrides)
                .network(new CheckpointFiles(file.getParent(), manager));
    }
}
