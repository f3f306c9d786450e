package dev.halftone.grid;

/**
 * Where the largest magnitude lands on a symmetric grid. Systems differ, by one part in 256 at 8
 * bits and one in 16 at 4.
 */
public enum Reach {
    /** On the last code, s = max|x| / 127 at 8 bits: pytorch-quantization, ONNX Runtime. */
    LAST_CODE,
    /** Half the span of the codes away from zero, s = max|x| / 127.5: PyTorch, PTQ4SAM, FQ-ViT. */
    HALF_SPAN
}
