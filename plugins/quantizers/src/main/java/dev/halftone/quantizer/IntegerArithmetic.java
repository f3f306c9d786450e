package dev.halftone.quantizer;

import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;

/**
 * Says how {@code mode: integer} computes between its exact sums, to follow one system or another.
 * A sum N of products of codes becomes the code round(M·N) + z, M = s₁·s₂ / s₃ by the steps of both
 * operands and of the output: M in float32 (ONNX Runtime), or as a whole number and a shift (Jacob
 * et al., CVPR 2018, section 2.2; gemmlowp). A bias b is float, or round(b / (s₁·s₂)) within N.
 */
@Quantizer(
        id = "integer-arithmetic",
        doc = "How integer mode goes from sums to codes, and what its biases are.")
public record IntegerArithmetic(
        @Param(
                        doc =
                                "float: a float32 scale, half to even (ONNX Runtime); fixed-point: a"
                                        + " multiplier and a shift (gemmlowp), slow.",
                        byDefault = "float")
                Arithmetic.Requantize requantize,
        @Param(
                        doc = "int32: whole multiples of the product of both operands' scales.",
                        byDefault = "float")
                Arithmetic.Bias bias)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        return Plan.EMPTY.with(new Arithmetic(requantize, bias));
    }

    @Override
    public boolean keepsBits() {
        return true;
    }
}
