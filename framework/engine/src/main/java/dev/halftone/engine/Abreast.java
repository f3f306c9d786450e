package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.jni.JniUtils;
import dev.halftone.program.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Runs pieces of a batch side by side, each on one thread. What the library does on one thread
 * anyway, such as counting, so takes a fraction of the time.
 */
final class Abreast implements AutoCloseable {
    private final int threads = JniUtils.getNumThreads();
    private final ExecutorService workers = Executors.newFixedThreadPool(threads, Abreast::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "halftone-abreast");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs as many pieces as there are threads, or rows if these are fewer.
     *
     * @param inputs of one length in their first dimension
     * @param program gives each piece its outputs, which come from the manager of its inputs
     * @param batch owns the pieces
     * @return the outputs of each piece, in order
     */
    List<NDList> run(NDList inputs, UnaryOperator<NDList> program, NDManager batch) {
        List<Future<NDList>> running = new ArrayList<>();
        try {
            for (NDList piece : cut(inputs, threads, batch)) {
                running.add(workers.submit(() -> alone(piece, program)));
            }
            return running.stream().map(Uninterrupted::result).toList();
        } finally {
            running.forEach(Abreast::await);
            // The setting is one of the thread and the first one of threads to come.
            JniUtils.setNumThreads(threads);
        }
    }

    private static NDList alone(NDList piece, UnaryOperator<NDList> program) {
        JniUtils.getNumThreads(); // the first look at the setting would undo it
        JniUtils.setNumThreads(1);
        return program.apply(piece);
    }

    private static void await(Future<NDList> call) {
        try {
            Uninterrupted.result(call);
        } catch (RuntimeException e) {
            // The first one has been thrown.
        }
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
        workers.shutdown();
    }
}
