package dev.halftone.tck;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values that break careless arithmetic; eight of each. */
final class Hard {

    private Hard() {}

    static Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        values.put("all zero", of(0, 0, 0, 0, 0, 0, 0, 0));
        values.put("all the same", of(.7, .7, .7, .7, .7, .7, .7, .7));
        values.put("all the same and negative", of(-3, -3, -3, -3, -3, -3, -3, -3));
        values.put("one value that is not zero", of(0, 0, 0, 0, 0, 2.5, 0, 0));
        values.put("one value far out", of(.1, -.2, .3, .1, .2, 1e6, -.1, .05));
        values.put("very small", of(1e-39, -1e-39, 2e-39, 0, 1e-40, 3e-39, 0, 1e-39));
        values.put("very large", of(1e37, -1e37, 2e36, 0, 1e30, 3e36, 0, 1));
        return values;
    }

    private static float[] of(double... numbers) {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) numbers[i];
        }
        return values;
    }
}
