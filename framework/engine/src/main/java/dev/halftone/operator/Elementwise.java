package dev.halftone.operator;

import java.util.Map;

/** Operators that work on each element, with broadcasting. */
final class Elementwise {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry("Add", e -> commutative(e, "add")),
                    Map.entry("Mul", e -> commutative(e, "mul")),
                    Map.entry("Sub", e -> e.give("torch.sub(%s, %s)", e.in(0), e.operand(1))),
                    Map.entry("Div", Elementwise::divide),
                    Map.entry("Pow", Elementwise::power),
                    Map.entry("Max", e -> extreme(e, "maximum")),
                    Map.entry("Min", e -> extreme(e, "minimum")),
                    Map.entry("Greater", e -> e.give("torch.gt(%s, %s)", e.in(0), e.operand(1))),
                    Map.entry("Less", e -> e.give("torch.lt(%s, %s)", e.in(0), e.operand(1))),
                    Map.entry(
                            "Where",
                            e -> e.give("torch.where(%s, %s, %s)", e.in(0), e.in(1), e.in(2))),
                    Map.entry("Log", e -> unary(e, "log")),
                    Map.entry("Exp", e -> unary(e, "exp")),
                    Map.entry("Sqrt", e -> unary(e, "sqrt")),
                    Map.entry("Erf", e -> unary(e, "erf")),
                    Map.entry("Relu", e -> unary(e, e.overwrites() ? "relu_" : "relu")),
                    Map.entry("Sigmoid", e -> unary(e, "sigmoid")),
                    Map.entry("Tanh", e -> unary(e, "tanh")),
                    Map.entry("Round", Elementwise::round),
                    Map.entry("Gelu", Elementwise::gelu),
                    Map.entry("halftone.StraightThrough", Elementwise::straightThrough),
                    Map.entry("Identity", e -> e.give("%s", e.in(0))));

    private Elementwise() {}

    private static void unary(Emission e, String function) {
        e.give("torch.%s(%s)", function, e.in(0));
    }

    private static void commutative(Emission e, String function) {
        boolean swap = e.known(0).filter(Constant::isScalar).isPresent();
        String second = swap ? e.operand(0) : e.operand(1);
        e.give("torch.%s(%s, %s)", function, e.in(swap ? 1 : 0), second);
    }

    /**
     * Whole numbers are divided towards zero, as in ONNX. Those divided by -1 are negated: the
     * processor ends the process where the least of them is divided so.
     */
    private static void divide(Emission e) {
        String helper =
                e.helper(
                        "divide",
                        """
                        def divide(a: Tensor, b: Tensor) -> Tensor:
                          if torch.is_floating_point(a):
                            r = torch.div(a, b)
                          else:
                            turn = torch.eq(torch.to(b, 4), -1)
                            d = torch.where(turn, torch.ones_like(b), b)
                            r = torch.where(turn, torch.neg(a), torch.div(a, d, rounding_mode="trunc"))
                          return r
                        """);
        e.give("%s(%s, %s)", helper, e.in(0), e.in(1));
    }

    /** The result has the type of the base. */
    private static void power(Emission e) {
        e.give("torch.to(torch.pow(%s, %s), %s)", e.in(0), e.in(1), e.in(0) + ".dtype");
    }

    private static void extreme(Emission e, String function) {
        String so = e.in(0);
        for (int i = 1; i < e.inputs(); i++) {
            so = e.let("torch.%s(%s, %s)", function, so, e.in(i));
        }
        e.give("%s", so);
    }

    /** Half to even; straight-through where gradients are wanted. */
    private static void round(Emission e) {
        String x = e.in(0);
        if (e.learning()) {
            e.give("torch.add(%s, torch.detach(torch.sub(torch.round(%s), %s)))", x, x, x);
        } else {
            e.give("torch.round(%s)", x);
        }
    }

    /** The first input; the second gets its gradient too. */
    private static void straightThrough(Emission e) {
        if (e.learning()) {
            String nothing = e.let("torch.sub(%s, torch.detach(%s))", e.in(1), e.in(1));
            e.give("torch.add(%s, %s)", e.in(0), nothing);
        } else {
            e.give("%s", e.in(0));
        }
    }

    private static void gelu(Emission e) {
        String name = e.overwrites() ? "gelu_" : "gelu";
        e.give("torch.%s(%s, approximate=%s)", name, e.in(0), e.word("approximate", "none"));
    }
}
