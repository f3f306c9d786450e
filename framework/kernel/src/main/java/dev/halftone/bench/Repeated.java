package dev.halftone.bench;

import ai.djl.ndarray.NDList;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import java.util.List;
import java.util.function.Consumer;

/**
 * The same inputs again and again.
 *
 * @param inputs of one batch
 * @param count how often
 */
record Repeated(NDList inputs, int count) implements Batches {

    @Override
    public void forEach(Consumer<Batch> use) {
        for (int i = 0; i < count; i++) {
            use.accept(new Batch(inputs, List.of()));
        }
    }

    @Override
    public Batches shuffled(long seed) {
        return this;
    }

    @Override
    public Batches of(int size) {
        return this;
    }

    @Override
    public Batches range(int from, int to) {
        return this;
    }
}
