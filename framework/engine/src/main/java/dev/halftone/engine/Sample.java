package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * Evenly spaced values of every batch, all batches together no more than fit: when there are too
 * many, every second value of each batch is dropped.
 */
final class Sample {
    private static final long MOST = 1 << 18;

    private final List<NDArray> batches = new ArrayList<>();
    private int stride = 1;

    /**
     * Takes a batch in, and owns it.
     *
     * @param batch of shape (parts, n)
     */
    void add(NDArray batch) {
        batches.add(thinned(batch, stride));
        while (total() > MOST && longest() > 1) {
            batches.replaceAll(array -> thinned(array, 2));
            stride *= 2;
        }
    }

    private long total() {
        return batches.stream().mapToLong(NDArray::size).sum();
    }

    private long longest() {
        return batches.stream().mapToLong(array -> array.getShape().get(1)).max().orElse(0);
    }

    private static NDArray thinned(NDArray array, int every) {
        if (every == 1 || array.getShape().get(1) == 1) {
            return array;
        }
        NDManager owner = array.getManager();
        try (array) {
            NDArray fewer;
            try (NDArray view = array.get(new NDIndex(":, ::" + every))) {
                fewer = view.duplicate();
            }
            fewer.attach(owner);
            return fewer;
        }
    }

    /** In order. */
    List<NDArray> batches() {
        return List.copyOf(batches);
    }
}
