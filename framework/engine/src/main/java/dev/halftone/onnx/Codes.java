package dev.halftone.onnx;

import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Affine;
import java.util.Collections;
import java.util.OptionalInt;

/**
 * The codes of known values on an affine grid, in the grid's own order of operations.
 *
 * @param grid where the values land
 * @param shape of the values
 */
record Codes(Affine grid, Shape shape) {

    /**
     * What to add to codes and zero points so that 8 bits hold them all; none if nothing does. The
     * values stay the same.
     *
     * @param lowest of the 8-bit type: -128 or 0
     */
    static OptionalInt shift(Affine grid, int lowest) {
        int least = Math.min(grid.low(), Collections.min(grid.zeroPoint()));
        int most = Math.max(grid.high(), Collections.max(grid.zeroPoint()));
        int top = lowest + 255;
        for (int shift : new int[] {0, 128, -128, lowest - least}) {
            if (least + shift >= lowest && most + shift <= top) {
                return OptionalInt.of(shift);
            }
        }
        return OptionalInt.empty();
    }

    /** Code minus zero point of each value, row-major. */
    int[] centred(float[] values) {
        int[] codes = new int[values.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = centred(values[i], place(i));
        }
        return codes;
    }

    /** The values as the grid leaves them. */
    float[] snapped(float[] values) {
        float[] snapped = new float[values.length];
        for (int i = 0; i < snapped.length; i++) {
            int place = place(i);
            snapped[i] = centred(values[i], place) * grid.scale().get(place);
        }
        return snapped;
    }

    int centred(float value, int place) {
        float s = grid.scale().get(place);
        float z = grid.zeroPoint().get(place);
        float code =
                switch (grid.rounding()) {
                    case DIVIDE -> (float) Math.rint(value / s);
                    case RECIPROCAL -> (float) Math.rint(value * (1f / s));
                    case AFTER_OFFSET -> (float) Math.rint(value / s + z) - z;
                };
        return (int) Math.max(grid.low() - z, Math.min(grid.high() - z, code));
    }

    /** Which scale belongs to the value at an index. */
    int place(int index) {
        int count = grid.scale().size();
        if (count == 1) {
            return 0;
        }
        long last = shape.get(shape.dimension() - 1);
        if (grid.group() > 0) {
            long groups = (last + grid.group() - 1) / grid.group();
            return (int) ((index / last * groups + index % last / grid.group()) % count);
        }
        int axis = Math.floorMod(grid.axis(), shape.dimension());
        long inner = shape.slice(axis + 1).size();
        return (int) (index / inner % count);
    }
}
