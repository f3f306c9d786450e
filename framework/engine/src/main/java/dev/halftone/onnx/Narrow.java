package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Casts to element types that another type carries here: the values lose what the narrower type
 * does not hold. In a file that is a Cast there, and one back to the carrier.
 */
final class Narrow {
    private static final Set<ElementType> SATURATING =
            EnumSet.of(
                    ElementType.FLOAT8E4M3FN,
                    ElementType.FLOAT8E4M3FNUZ,
                    ElementType.FLOAT8E5M2,
                    ElementType.FLOAT8E5M2FNUZ,
                    ElementType.FLOAT8E8M0);

    private Narrow() {}

    /** The type that a Cast narrows to, if it is one of these. */
    static Optional<ElementType> target(Node node) {
        return type(node).filter(type -> !type.isCarriedAsStored());
    }

    private static Optional<ElementType> type(Node node) {
        return node.op().equals("Cast")
                ? ElementType.of((int) node.attributes().integer("to", 1))
                : Optional.empty();
    }

    /** Whether a Cast has the attribute that says what becomes of numbers that are too large. */
    static boolean saturates(Node node) {
        return type(node).filter(SATURATING::contains).isPresent();
    }

    /** The number of the type that a file names: the largest whole numbers are signed here. */
    static long written(long type) {
        return type == ElementType.UINT64.number() ? ElementType.INT64.number() : type;
    }

    /** The first operator set whose Cast knows the type. */
    static int since(Node node) {
        return target(node)
                .map(
                        type ->
                                switch (type) {
                                    case FLOAT4E2M1 -> 23;
                                    case FLOAT8E8M0 -> 24;
                                    case UINT2, INT2 -> 25;
                                    default -> 1;
                                })
                .orElse(1);
    }
}
