package dev.halftone.report;

/**
 * What the parameters take.
 *
 * @param floatBytes all of them in float32
 * @param quantizedBytes weights as codes with their scales, the rest in float32
 * @param quantizedParameters how many there are in layers whose weights are on a grid, their biases
 *     counted with them
 */
public record Size(long floatBytes, long quantizedBytes, long quantizedParameters) {

    /** The difference in MiB. */
    public double savedMib() {
        return (floatBytes - quantizedBytes) / (1024.0 * 1024.0);
    }

    /**
     * MiB saved as the quantized EfficientViT-SAM counts them: from float16 to int8, so a byte for
     * each parameter of a quantized layer.
     */
    public double savedMibFromFloat16() {
        return quantizedParameters / (1024.0 * 1024.0);
    }
}
