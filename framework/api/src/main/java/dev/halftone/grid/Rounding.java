package dev.halftone.grid;

/**
 * How a value becomes a code. Systems differ, and ties then fall differently; every rounding is
 * half to even.
 */
public enum Rounding {
    /** round(x / s) + z: ONNX QuantizeLinear, PTQ4SAM. */
    DIVIDE,
    /** round(x · (1/s)) + z with 1/s rounded to float32: PyTorch, pytorch-quantization. */
    RECIPROCAL,
    /** round(x / s + z): FQ-ViT. */
    AFTER_OFFSET
}
