package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.program.Program;
import java.util.Map;
import java.util.Set;

/** Prints the bits of a quantized network's answer, for a second process to compare. */
final class PrintLogits {
    private PrintLogits() {}

    public static void main(String[] args) {
        System.out.println(bits());
    }

    static String bits() {
        StringBuilder text = new StringBuilder();
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager batch = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = TinyVit.weights(engine.manager());
            try (Program program =
                    engine.compile(TinyVit.graph(), weights, TinyVit.plan(weights), Set.of())) {
                for (float value : program.run(TinyVit.pictures(batch)).get(0).toFloatArray()) {
                    text.append(Integer.toHexString(Float.floatToRawIntBits(value))).append(' ');
                }
            }
        }
        return text.toString().strip();
    }
}
