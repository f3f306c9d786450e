package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.List;
import java.util.Map;

/** Softmax and normalizations. */
final class Normalizations {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry("Softmax", Normalizations::softmax),
                    Map.entry("LayerNormalization", Normalizations::layer),
                    Map.entry("RMSNormalization", Normalizations::rootMeanSquare),
                    Map.entry("BatchNormalization", Normalizations::batch),
                    Map.entry("InstanceNormalization", Normalizations::instance),
                    Map.entry("GroupNormalization", Normalizations::group),
                    Map.entry("LpNormalization", Normalizations::norm),
                    Map.entry("MeanVarianceNormalization", Normalizations::meanVariance),
                    Map.entry("Dropout", Normalizations::dropout));

    private static final String FROM =
            """
            def dimensions_from(x: Tensor, axis: int) -> List[int]:
              r = annotate(List[int], [])
              start = axis
              if start < 0:
                start = start + torch.dim(x)
              for i in range(start, torch.dim(x)):
                _ = torch.append(r, i)
              return r
            """;

    private Normalizations() {}

    private static String epsilon(Emission e) {
        return Literals.of((double) (float) e.attributes().real("epsilon", 1e-5f));
    }

    private static void softmax(Emission e) {
        e.give("torch.softmax(%s, %d)", e.in(0), e.attributes().integer("axis", -1));
    }

    /** Over the dimensions from {@code axis} on; scale and bias have their shape. */
    private static void layer(Emission e) {
        long axis = e.attributes().integer("axis", -1);
        String shape =
                e.let("torch.slice(torch.size(%s), %d, 9223372036854775807, 1)", e.in(0), axis);
        e.give(
                "torch.layer_norm(%s, %s, torch.expand(%s, %s), %s, %s)",
                e.in(0),
                shape,
                e.in(1),
                shape,
                e.has(2) ? "torch.expand(" + e.in(2) + ", " + shape + ")" : "None",
                epsilon(e));
        if (e.node().outputs().size() > 1) {
            String axes = e.let("%s(%s, %d)", e.helper("dimensions_from", FROM), e.in(0), axis);
            String mean = e.out(1);
            e.line("%s = torch.mean(%s, %s, True)", mean, e.in(0), axes);
            String from = e.let("torch.sub(%s, %s)", e.in(0), mean);
            String variance = e.let("torch.mean(%s * %s, %s, True)", from, from, axes);
            if (e.node().outputs().size() > 2) {
                e.line("%s = torch.rsqrt(torch.add(%s, %s))", e.out(2), variance, epsilon(e));
            }
        }
    }

    private static void rootMeanSquare(Emission e) {
        long axis = e.attributes().integer("axis", -1);
        String axes = e.let("%s(%s, %d)", e.helper("dimensions_from", FROM), e.in(0), axis);
        String square = e.let("torch.mean(%s * %s, %s, True)", e.in(0), e.in(0), axes);
        String factor = e.let("torch.rsqrt(torch.add(%s, %s))", square, epsilon(e));
        e.give("%s * %s * %s", e.in(0), factor, e.in(1));
    }

    /** With the statistics it was trained with, or with those of the batch. */
    private static void batch(Emission e) {
        if (e.attributes().integer("training_mode", 0) == 0) {
            e.give(
                    "torch.batch_norm(%s, %s, %s, %s, %s, False, 0.1, %s, False)",
                    e.in(0), e.in(1), e.in(2), e.in(3), e.in(4), epsilon(e));
            return;
        }
        String x = e.in(0);
        String none = "None, None, True, 0.0, " + epsilon(e) + ", False)";
        e.give("torch.batch_norm(%s, %s, %s, %s", x, e.in(1), e.in(2), none);
        String momentum = Literals.of((double) (float) e.attributes().real("momentum", 0.9f));
        String rows = e.let("torch.flatten(torch.transpose(%s, 0, 1), 1, -1)", x);
        for (int i = 1; i < Math.min(3, e.node().outputs().size()); i++) {
            String now = i == 1 ? "torch.mean(%s, [1])" : "torch.var(%s, [1], False)";
            String seen = e.let(now, rows);
            e.line(
                    "%s = %s * %s + %s * (1.0 - %s)",
                    e.out(i), e.in(i + 2), momentum, seen, momentum);
        }
    }

    private static void instance(Emission e) {
        e.give(
                "torch.instance_norm(%s, %s, %s, None, None, True, 0.1, %s, False)",
                e.in(0), e.in(1), e.in(2), epsilon(e));
    }

    /** Before opset 21 scale and bias had one number for each group. */
    private static void group(Emission e) {
        long groups = e.attributes().integer("num_groups", 1);
        String helper =
                e.helper(
                        "per_channel",
                        """
                        def per_channel(s: Tensor, channels: int) -> Tensor:
                          return torch.repeat_interleave(s, torch.floordiv(channels, torch.numel(s)))
                        """);
        String channels = e.let("torch.size(%s, 1)", e.in(0));
        e.give(
                "torch.group_norm(%s, %d, %s(%s, %s), %s(%s, %s), %s, False)",
                e.in(0), groups, helper, e.in(1), channels, helper, e.in(2), channels, epsilon(e));
    }

    /** Zero where the norm is zero. */
    private static void norm(Emission e) {
        String helper =
                e.helper(
                        "normalized",
                        """
                        def normalized(x: Tensor, axis: int, p: int) -> Tensor:
                          if p == 1:
                            n = torch.sum(torch.abs(x), [axis], True)
                          else:
                            n = torch.sqrt(torch.sum(x * x, [axis], True))
                          none = torch.eq(n, 0)
                          return torch.where(none, torch.zeros_like(x), x / torch.where(none, torch.ones_like(n), n))
                        """);
        long axis = e.attributes().integer("axis", -1);
        e.give("%s(%s, %d, %d)", helper, e.in(0), axis, e.attributes().integer("p", 2));
    }

    private static void meanVariance(Emission e) {
        String axes = Literals.of(e.attributes().integers("axes").orElse(List.of(0L, 2L, 3L)));
        String from = e.let("torch.sub(%s, torch.mean(%s, %s, True))", e.in(0), e.in(0), axes);
        String deviation = e.let("torch.sqrt(torch.mean(%s * %s, %s, True))", from, from, axes);
        e.give("torch.div(%s, torch.add(%s, 1e-9))", from, deviation);
    }

    /** Nothing is dropped outside of training. */
    private static void dropout(Emission e) {
        if (e.has(2)) {
            String rate = e.has(1) ? "float(" + e.in(1) + ")" : "0.5";
            e.line("if bool(%s) and %s > 0.0:", e.in(2), rate);
            e.line(
                    "  ops.prim.RaiseException(\"unsupported: dropout in training mode draws at random\")");
        }
        e.give("%s", e.in(0));
        if (e.node().outputs().size() > 1) {
            e.line("%s = torch.ones_like(%s, dtype=%d)", e.out(1), e.in(0), ElementTypes.BOOL);
        }
    }
}
