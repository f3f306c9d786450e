package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compares what two programs give, value by value. */
final class Drift {
    private Drift() {}

    /**
     * @param steps by site, in the order of the outputs, the step of its grid
     * @return by site the largest difference, in steps
     */
    static Map<String, Double> of(Map<String, Float> steps, NDList some, NDList others) {
        Map<String, Double> apart = new LinkedHashMap<>();
        try (some;
                others) {
            int at = 0;
            for (Map.Entry<String, Float> site : steps.entrySet()) {
                apart.put(site.getKey(), most(some.get(at), others.get(at)) / site.getValue());
                at++;
            }
        }
        return apart;
    }

    private static double most(NDArray some, NDArray others) {
        float[] a = some.toFloatArray();
        float[] b = others.toFloatArray();
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs((double) a[i] - b[i]));
        }
        return most;
    }
}
