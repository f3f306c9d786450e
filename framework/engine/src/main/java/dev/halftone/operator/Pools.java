package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Sliding windows without weights. */
final class Pools {
    static final Map<String, Operator> OPERATORS =
            Map.of("MaxPool", Pools::max, "AveragePool", Pools::average);

    private Pools() {}

    private static void max(Emission e) {
        int rank = Windows.rank(e);
        if (e.node().outputs().size() > 1) {
            throw e.unsupported("has more than one output, which is not known here");
        }
        String x = Windows.padded(e, rank, "float('-inf')");
        e.give(
                "torch.max_pool%dd(%s, %s, %s, %s, %s, %s)",
                rank,
                x,
                list(e, "kernel_shape", rank),
                list(e, "strides", rank),
                inside(e, rank),
                list(e, "dilations", rank),
                ceiling(e));
    }

    private static void average(Emission e) {
        int rank = Windows.rank(e);
        boolean counted = e.attributes().integer("count_include_pad", 0) == 1;
        if (!Windows.isSymmetric(e, rank) && !counted) {
            throw e.unsupported("is padded unevenly, which is not known here");
        }
        e.give(
                "torch.avg_pool%dd(%s, %s, %s, %s, %s, %s)",
                rank,
                Windows.padded(e, rank, "0.0"),
                list(e, "kernel_shape", rank),
                list(e, "strides", rank),
                inside(e, rank),
                ceiling(e),
                Literals.of(counted));
    }

    private static String list(Emission e, String name, int rank) {
        return Literals.of(e.attributes().integers(name).orElse(Collections.nCopies(rank, 1L)));
    }

    private static String inside(Emission e, int rank) {
        List<Long> none = Collections.nCopies(rank, 0L);
        return Literals.of(Windows.isSymmetric(e, rank) ? Windows.begins(e, rank) : none);
    }

    private static String ceiling(Emission e) {
        return Literals.of(e.attributes().integer("ceil_mode", 0) == 1);
    }
}
