package dev.halftone.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of one number, element by element, that ATen has under some name. */
final class Unary {
    /** Those whose name differs only in case. */
    private static final List<String> SAME =
            List.of(
                    "Abs",
                    "Acos",
                    "Acosh",
                    "Asin",
                    "Asinh",
                    "Atan",
                    "Atanh",
                    "Ceil",
                    "Cos",
                    "Cosh",
                    "Det",
                    "Floor",
                    "Mish",
                    "Neg",
                    "Reciprocal",
                    "Sign",
                    "Sin",
                    "Sinh",
                    "Tan");

    static final Map<String, Operator> OPERATORS = operators();

    private Unary() {}

    private static Map<String, Operator> operators() {
        Map<String, Operator> all = new HashMap<>();
        SAME.forEach(op -> all.put(op, calling(op.toLowerCase(Locale.ROOT))));
        all.put("Not", calling("logical_not"));
        all.put("BitwiseNot", calling("bitwise_not"));
        all.put("IsNaN", calling("isnan"));
        all.put("HardSwish", e -> calling(e.overwrites() ? "hardswish_" : "hardswish").emit(e));
        all.put("Softplus", calling("softplus"));
        all.put("IsInf", Unary::isInfinite);
        all.put("Softsign", e -> e.give("%s / (torch.abs(%s) + 1)", e.in(0), e.in(0)));
        return all;
    }

    private static Operator calling(String function) {
        return e -> e.give("torch.%s(%s)", function, e.in(0));
    }

    private static void isInfinite(Emission e) {
        boolean negative = e.attributes().integer("detect_negative", 1) == 1;
        boolean positive = e.attributes().integer("detect_positive", 1) == 1;
        if (negative && positive) {
            e.give("torch.isinf(%s)", e.in(0));
        } else if (negative || positive) {
            e.give("torch.is%sinf(%s)", negative ? "neg" : "pos", e.in(0));
        } else {
            e.give("torch.zeros_like(%s, dtype=%d)", e.in(0), ElementTypes.BOOL);
        }
    }
}
