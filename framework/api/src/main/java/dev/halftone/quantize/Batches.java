package dev.halftone.quantize;

import java.util.function.Consumer;

/** The calibration data, batch by batch; pictures are decoded ahead on other threads. */
public interface Batches {

    /** How many batches one pass gives. */
    int count();

    /** One pass, in order. */
    void forEach(Consumer<Batch> use);

    /** The same examples in another order, the same for the same seed. */
    Batches shuffled(long seed);

    /** The same examples in batches of another size. */
    Batches of(int size);

    /**
     * Those examples that come from one position to before another, in this order.
     *
     * @param from the first, from 0
     * @param to after the last
     */
    Batches range(int from, int to);
}
