package dev.halftone.operator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Every operator the engine knows, by ONNX name. */
public final class Operators {
    private static final SortedMap<String, Operator> ALL =
            join(
                    List.of(
                            Elementwise.OPERATORS,
                            Unary.OPERATORS,
                            Comparisons.OPERATORS,
                            Activations.OPERATORS,
                            Indexing.OPERATORS,
                            Layouts.OPERATORS,
                            Casts.OPERATORS,
                            Resizing.OPERATORS,
                            Integers.OPERATORS,
                            Shapes.OPERATORS,
                            Products.OPERATORS,
                            Convolutions.OPERATORS,
                            Normalizations.OPERATORS,
                            Recurrent.OPERATORS,
                            Reductions.OPERATORS,
                            Pools.OPERATORS,
                            Attending.OPERATORS,
                            LinearAttending.OPERATORS,
                            Losses.OPERATORS,
                            Detection.OPERATORS,
                            Patchwork.OPERATORS,
                            Signals.OPERATORS,
                            Uniques.OPERATORS,
                            Flow.OPERATORS,
                            Sequences.OPERATORS,
                            FakeQuantize.OPERATORS,
                            Codes.OPERATORS,
                            IntegerAttending.OPERATORS,
                            IntegerProducts.OPERATORS,
                            Rescaling.OPERATORS,
                            Chance.OPERATORS,
                            Statistics.OPERATORS));

    private Operators() {}

    private static SortedMap<String, Operator> join(List<Map<String, Operator>> families) {
        SortedMap<String, Operator> all = new TreeMap<>();
        families.forEach(all::putAll);
        return Collections.unmodifiableSortedMap(all);
    }

    /** How an operator is written, if the engine knows it. */
    public static Optional<Operator> find(String op) {
        return Optional.ofNullable(ALL.get(op));
    }

    /** All of them, in name order. */
    public static SortedMap<String, Operator> all() {
        return ALL;
    }
}
