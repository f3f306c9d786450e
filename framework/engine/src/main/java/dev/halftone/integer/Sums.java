package dev.halftone.integer;

import ai.djl.ndarray.NDArray;
import dev.halftone.compile.Bound;
import java.util.stream.IntStream;

/**
 * How large the sums of one weight can become. The library's kernels make them in 32 bits, but on
 * processors with AMX (oneDNN 3.7) they take the input's zero point off in float32, which holds
 * whole numbers up to 2^24 only.
 */
final class Sums {
    private final Bound bound;

    Sums(Bound bound) {
        this.bound = bound;
    }

    /**
     * Whether a kernel gives the sums of arithmetic, each rounded to float32 once: always where
     * there is no zero point to take off.
     *
     * @param channels the weight's dimension of output channels
     * @param terms how many products are summed up
     */
    boolean areExact(Operand input, Operand weight, int channels, long terms) {
        long span = input.lattice().span();
        boolean plain = input.lattice().shifted() == 0;
        return plain
                || span * weight.lattice().reach() * terms < Kernels.EXACT
                || span * most(weight, channels, terms) < Kernels.EXACT;
    }

    /**
     * At least the sum of all codes of one sign, in the channel where it is largest. A code is at
     * most half a step away from its value, and not a number if its value is none.
     */
    private double most(Operand weight, int channels, long terms) {
        NDArray values = bound.weights().get(weight.snap().input(0));
        float[] steps = weight.lattice().scale();
        int[] others =
                IntStream.range(0, values.getShape().dimension())
                        .filter(axis -> axis != channels)
                        .toArray();
        double most = 0;
        try (NDArray sizes = values.abs();
                NDArray size = sizes.sum(others);
                NDArray sum = values.sum(others)) {
            float[] absolute = size.toFloatArray();
            float[] signed = sum.toFloatArray();
            for (int i = 0; i < signed.length; i++) {
                double oneSign = (absolute[i] + Math.abs(signed[i])) / 2.0;
                most = Math.max(most, oneSign / steps[steps.length == 1 ? 0 : i]);
            }
        }
        return most + terms / 2.0;
    }
}
