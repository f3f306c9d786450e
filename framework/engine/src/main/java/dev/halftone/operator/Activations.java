package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Activation functions with parameters. */
final class Activations {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry(
                            "LeakyRelu",
                            e ->
                                    e.give(
                                            "torch.leaky_relu(%s, %s)",
                                            e.in(0), real(e, "alpha", 0.01))),
                    Map.entry(
                            "Elu", e -> e.give("torch.elu(%s, %s)", e.in(0), real(e, "alpha", 1))),
                    Map.entry(
                            "Celu",
                            e -> e.give("torch.celu(%s, %s)", e.in(0), real(e, "alpha", 1))),
                    Map.entry("Selu", Activations::selu),
                    Map.entry("ThresholdedRelu", Activations::thresholded),
                    Map.entry("HardSigmoid", Activations::hardSigmoid),
                    Map.entry("PRelu", Activations::parametric),
                    Map.entry("Swish", Activations::swish),
                    Map.entry("Shrink", Activations::shrink),
                    Map.entry("LogSoftmax", Activations::logSoftmax),
                    Map.entry("Hardmax", Activations::hardmax));

    private Activations() {}

    /** Attributes are float32 in files. */
    private static String real(Emission e, String name, double byDefault) {
        return Literals.of((double) (float) e.attributes().real(name, byDefault));
    }

    private static void selu(Emission e) {
        String alpha = real(e, "alpha", 1.67326319217681884765625);
        String gamma = real(e, "gamma", 1.05070102214813232421875);
        e.give("torch.elu(%s, %s, %s)", e.in(0), alpha, gamma);
    }

    private static void thresholded(Emission e) {
        e.give("torch.threshold(%s, %s, 0.0)", e.in(0), real(e, "alpha", 1));
    }

    private static void hardSigmoid(Emission e) {
        String line = e.let("torch.mul(%s, %s)", e.in(0), real(e, "alpha", 0.2));
        e.give("torch.clamp(torch.add(%s, %s), 0.0, 1.0)", line, real(e, "beta", 0.5));
    }

    private static void parametric(Emission e) {
        String x = e.in(0);
        e.give("torch.where(torch.lt(%s, 0), torch.mul(%s, %s), %s)", x, e.in(1), x, x);
    }

    private static void swish(Emission e) {
        String x = e.in(0);
        String alpha = real(e, "alpha", 1);
        if (e.attributes().real("alpha", 1) == 1) {
            e.give("torch.%s(%s)", e.overwrites() ? "silu_" : "silu", x);
        } else {
            e.give("torch.mul(%s, torch.sigmoid(torch.mul(%s, %s)))", x, x, alpha);
        }
    }

    private static void shrink(Emission e) {
        String helper =
                e.helper(
                        "shrink",
                        """
                        def shrink(x: Tensor, limit: float, bias: float) -> Tensor:
                          nothing = torch.zeros_like(x)
                          above = torch.to(torch.sub(x, bias), x.dtype)
                          below = torch.to(torch.add(x, bias), x.dtype)
                          r = torch.where(torch.gt(x, limit), above, nothing)
                          return torch.where(torch.lt(x, -limit), below, r)
                        """);
        String limit = real(e, "lambd", 0.5);
        e.give("%s(%s, %s, %s)", helper, e.in(0), limit, real(e, "bias", 0));
    }

    private static void logSoftmax(Emission e) {
        e.give("torch.log_softmax(%s, %d)", e.in(0), e.attributes().integer("axis", -1));
    }

    /** One at the first of the largest, zero elsewhere. */
    private static void hardmax(Emission e) {
        long axis = e.attributes().integer("axis", -1);
        String at = e.let("torch.argmax(%s, %d, True)", e.in(0), axis);
        String zero = e.let("torch.zeros_like(%s)", e.in(0));
        e.give("torch.scatter(%s, %d, %s, 1)", zero, axis, at);
    }
}
