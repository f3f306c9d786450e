package dev.halftone.report;

/**
 * What the parameters take.
 *
 * @param floatBytes all of them in float32
 * @param quantizedBytes weights as codes with their scales, the rest in float32
 */
public record Size(long floatBytes, long quantizedBytes) {

    /** The difference in MiB. */
    public double savedMib() {
        return (floatBytes - quantizedBytes) / (1024.0 * 1024.0);
    }
}
