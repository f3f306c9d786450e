package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Compares what two programs give, value by value. */
public final class Drift {
    private Drift() {}

    /**
     * @param steps of the grids that the outputs lie on, one for each
     * @param some outputs of one program; they are closed
     * @param others the same of the other; closed too
     */
    public static List<Apart> of(Iterable<Float> steps, NDList some, NDList others) {
        List<Apart> apart = new ArrayList<>();
        try (some;
                others) {
            Iterator<NDArray> a = some.iterator();
            Iterator<NDArray> b = others.iterator();
            for (float step : steps) {
                apart.add(of(step, a.next().toFloatArray(), b.next().toFloatArray()));
            }
        }
        return apart;
    }

    /** Both lie on the grid, so that what is less than half a step is how they were written. */
    private static Apart of(float step, float[] a, float[] b) {
        double most = 0;
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            double steps = Math.rint(Math.abs((double) a[i] - b[i]) / step);
            most = Math.max(most, steps);
            count += steps > 0 ? 1 : 0;
        }
        return new Apart(most, a.length == 0 ? 0 : (double) count / a.length);
    }
}
