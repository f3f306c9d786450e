package dev.halftone.onnx;

import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The affine grid that a QuantizeLinear or DequantizeLinear speaks of. */
final class Quantizing {
    private Quantizing() {}

    /**
     * The grid of a node, if its numbers are in the file and the codes are of at most 16 bits. One
     * scale for the tensor or one for each place of an axis; not for blocks.
     *
     * @param type of the codes
     */
    static Optional<Affine> grid(Node node, ElementType type, Translation known) {
        Optional<int[]> ends = ends(type);
        Optional<List<Float>> scales = scales(node, known);
        if (ends.isEmpty() || scales.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<Integer>> zeros = zeros(node, known, scales.get().size());
        int axis = (int) node.attributes().integer("axis", 1);
        return zeros.map(
                z ->
                        new Affine(
                                scales.get(),
                                z,
                                ends.get()[0],
                                ends.get()[1],
                                scales.get().size() == 1 ? 0 : axis,
                                0,
                                Rounding.DIVIDE));
    }

    /** The scales of a node, if they can be those of a grid. */
    static Optional<List<Float>> scales(Node node, Translation known) {
        boolean blocks = node.attributes().integer("block_size", 0) != 0;
        return known.known(node.input(1))
                .filter(s -> !blocks && s.rank() <= 1 && s.shape().size() > 0 && !s.isWhole())
                .map(s -> s.reals().stream().map(Double::floatValue).toList())
                .filter(s -> s.stream().allMatch(v -> v >= Float.MIN_NORMAL && Float.isFinite(v)));
    }

    /** The zero points of a node: zeros where it names none. */
    static Optional<List<Integer>> zeros(Node node, Translation known, int count) {
        if (node.input(2).isEmpty()) {
            return Optional.of(Collections.nCopies(count, 0));
        }
        return known.known(node.input(2))
                .filter(z -> z.isWhole() && z.shape().size() == count)
                .map(z -> z.integers().stream().map(Long::intValue).toList());
    }

    private static Optional<int[]> ends(ElementType type) {
        return switch (type) {
            case UINT8 -> Optional.of(new int[] {0, 255});
            case INT8 -> Optional.of(new int[] {-128, 127});
            case UINT16 -> Optional.of(new int[] {0, 65_535});
            case INT16 -> Optional.of(new int[] {-32_768, 32_767});
            case UINT4 -> Optional.of(new int[] {0, 15});
            case INT4 -> Optional.of(new int[] {-8, 7});
            case UINT2 -> Optional.of(new int[] {0, 3});
            case INT2 -> Optional.of(new int[] {-2, 1});
            default -> Optional.empty();
        };
    }
}
