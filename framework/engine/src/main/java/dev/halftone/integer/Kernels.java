package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.stream.Stream;

/** What the library's int8 kernels serve: uint8 × int8 with 32-bit sums. */
final class Kernels {
    /** Whole numbers up to here, and their sums, are exact in float32. */
    static final long EXACT = 1L << 24;

    /** 255 · 128 · this stays within 32 bits. */
    private static final long MOST_TERMS = 65_000;

    private Kernels() {}

    static boolean serves(Node node, Lattice weight, long terms) {
        if (!weight.isSigned8() || terms > MOST_TERMS) {
            return false;
        }
        return switch (node.op()) {
            case "Conv" -> isPlane(node.attributes());
            case "MatMul", "Gemm", "halftone.Linear" -> true;
            default -> false;
        };
    }

    /** Whether a convolution has two dimensions and its padding is known. */
    private static boolean isPlane(Attributes a) {
        boolean automatic = a.text("auto_pad", "NOTSET").startsWith("SAME");
        List<Integer> ranks =
                Stream.of("kernel_shape", "strides", "dilations", "pads")
                        .filter(a::has)
                        .map(
                                name ->
                                        a.integers(name).orElseThrow().size()
                                                / (name.equals("pads") ? 2 : 1))
                        .distinct()
                        .toList();
        return !automatic && ranks.equals(List.of(2));
    }
}
