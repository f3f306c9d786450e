package dev.halftone.plan;

/**
 * How integer programs compute between their exact sums. Systems differ, and ties and last places
 * then fall differently.
 *
 * @param requantize how sums become codes of the next grid
 * @param bias what a bias is before it is added
 */
public record Arithmetic(Requantize requantize, Bias bias) {

    /** What ONNX Runtime does: scales and biases in float32. */
    public static final Arithmetic USUAL = new Arithmetic(Requantize.FLOAT, Bias.FLOAT);

    /** From sums to codes. */
    public enum Requantize {
        /** Times a float32 scale, half to even: ONNX Runtime. */
        FLOAT,
        /** Times a 31-bit multiplier and a shift, in integers only: gemmlowp, TensorFlow Lite. */
        FIXED_POINT
    }

    /** Biases. */
    public enum Bias {
        /** As they are. */
        FLOAT,
        /** Whole multiples, in 32 bits, of the product of both operands' scales. */
        INT32
    }
}
