package dev.halftone.grid;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.Map;
import java.util.Optional;

/**
 * The values that a quantized tensor may take. Open to packs: implement it as a record whose
 * components are numbers, strings, enums and lists of these, so that a plan can be written down and
 * read back.
 *
 * <p>Every grid holds zero, and a value on the grid stays where it is.
 */
public interface Grid {

    /**
     * Says in graph operators how a tensor lands on the grid. {@code Round} is straight-through in
     * gradients, so every grid can be trained. Arrays that may be learned are declared with {@link
     * GraphBuilder#array} under the names of {@link #arrays()}. Infinities and huge numbers land at
     * the end on their side; NaN stays NaN, so that a run can tell of it.
     *
     * @param x float32, of the shape that the grid was made for
     * @return float32, same shape
     */
    Value snap(GraphBuilder g, Value x);

    /** Bits that one value takes when stored as a code. */
    double bits();

    /** A few words for tables: {@code uint8 per tensor}. */
    String summary();

    /**
     * Whether the grid is laid anew over the values of each call. The values on it stay where they
     * are up to the rounding of that scale, not to the bit.
     */
    default boolean isDynamic() {
        return false;
    }

    /** The learnable arrays by name; none unless overridden. */
    default Map<String, float[]> arrays() {
        return Map.of();
    }

    /** The same grid with other values in its learnable arrays. */
    default Grid withArrays(Map<String, float[]> arrays) {
        return this;
    }

    /**
     * The grid that a finished plan holds instead: a grid that differs from another one only in how
     * it is learned answers with that one, so that whatever knows the other one knows it too.
     */
    default Grid settled() {
        return this;
    }

    /** What makes numbers with this grid incomparable with others, told wherever they are shown. */
    default Optional<String> caveat() {
        return Optional.empty();
    }
}
