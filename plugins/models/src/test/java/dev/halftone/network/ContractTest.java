package dev.halftone.network;

import dev.halftone.tck.PackContract;
import java.nio.file.Path;
import java.util.Map;

final class ContractTest extends PackContract {

    @Override
    protected Map<String, String> examples() {
        Path tiny = Path.of("src/test/resources/onnx/tiny.onnx").toAbsolutePath();
        return Map.of(
                "vit", "{ weights: random, arch: fashion }",
                "sam", "{ weights: random, size: tiny }",
                "tiny-sam", "{}",
                "efficientvit-sam", "{ weights: random, size: l0 }",
                "dinov2", "{ weights: random, size: s, image-size: 56 }",
                "onnx", "{ file: '" + tiny + "' }");
    }
}
