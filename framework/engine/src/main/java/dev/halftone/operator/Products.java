package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Matrix products and convolutions. */
final class Products {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "MatMul", e -> e.give("torch.matmul(%s, %s)", e.in(0), e.in(1)),
                    "Gemm", Products::gemm,
                    "Conv", Products::convolution,
                    "Einsum", Products::einsum,
                    "halftone.Linear", Products::linear);

    private Products() {}

    /** x·Wᵀ + b over the last dimension, with W of shape (out, in): what passes make of MatMul. */
    private static void linear(Emission e) {
        e.give("torch.linear(%s, %s, %s)", e.in(0), e.in(1), e.optional(2));
    }

    private static void gemm(Emission e) {
        Attributes a = e.attributes();
        String left = a.integer("transA", 0) == 1 ? "torch.t(" + e.in(0) + ")" : e.in(0);
        String right = a.integer("transB", 0) == 1 ? "torch.t(" + e.in(1) + ")" : e.in(1);
        double alpha = a.real("alpha", 1);
        double beta = a.real("beta", 1);
        if (e.has(2) && alpha == 1 && beta == 1) {
            e.give("torch.addmm(%s, %s, %s)", e.in(2), left, right);
            return;
        }
        String product = e.let("torch.mm(%s, %s)", left, right);
        if (alpha != 1) {
            product = e.let("torch.mul(%s, %s)", product, Literals.of(alpha));
        }
        if (e.has(2)) {
            String scaled = "torch.mul(" + e.in(2) + ", " + Literals.of(beta) + ")";
            product = e.let("torch.add(%s, %s)", product, beta == 1 ? e.in(2) : scaled);
        }
        e.give("%s", product);
    }

    private static void einsum(Emission e) {
        String equation = e.attributes().text("equation", "").replaceAll("\\s", "");
        if (!equation.matches("[A-Za-z,.>-]+")) {
            throw e.unsupported("has an equation that is none");
        }
        e.give("torch.einsum(\"%s\", %s, path=None)", equation, e.all());
    }

    private static void convolution(Emission e) {
        Attributes a = e.attributes();
        if (!Windows.isKnown(e)) {
            e.give("%s", Convolutions.convolution(e, e.in(0), e.in(1), e.optional(2)));
            return;
        }
        int rank = Windows.rank(e);
        String x = Windows.padded(e, rank, "0.0");
        List<Long> pads = Windows.isSymmetric(e, rank) ? Windows.begins(e, rank) : zeros(rank);
        e.give(
                "torch.conv%dd(%s, %s, %s, %s, %s, %s, %d)",
                rank,
                x,
                e.in(1),
                e.optional(2),
                Literals.of(a.integers("strides").orElse(Collections.nCopies(rank, 1L))),
                Literals.of(pads),
                Literals.of(a.integers("dilations").orElse(Collections.nCopies(rank, 1L))),
                a.integer("group", 1));
    }

    private static List<Long> zeros(int rank) {
        return Collections.nCopies(rank, 0L);
    }
}
