package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Runs pieces of a batch side by side, each on one thread. What the library does on one thread
 * anyway, such as counting, so takes a fraction of the time.
 */
final class Abreast implements AutoCloseable {
    private final SideBySide workers = new SideBySide();

    /**
     * Runs as many pieces as there are threads, or rows if these are fewer.
     *
     * @param inputs of one length in their first dimension
     * @param program gives each piece its outputs, which come from the manager of its inputs
     * @param batch owns the pieces
     * @return the outputs of each piece, in order
     */
    List<NDList> run(NDList inputs, UnaryOperator<NDList> program, NDManager batch) {
        return workers.all(
                cut(inputs, workers.threads(), batch).stream()
                        .map(piece -> (Supplier<NDList>) () -> program.apply(piece))
                        .toList());
    }

    private static List<NDList> cut(NDList inputs, int most, NDManager batch) {
        long rows = inputs.get(0).getShape().get(0);
        long count = Math.min(most, rows);
        List<NDList> pieces = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            NDIndex range = new NDIndex(i * rows / count + ":" + (i + 1) * rows / count);
            NDManager owner = batch.newSubManager();
            NDList piece = new NDList();
            for (NDArray input : inputs) {
                NDArray part = input.get(range);
                part.attach(owner);
                piece.add(part);
            }
            pieces.add(piece);
        }
        return pieces;
    }

    @Override
    public void close() {
        workers.close();
    }
}
