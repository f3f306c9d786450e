package dev.halftone.engine;

import ai.djl.pytorch.jni.JniUtils;
import dev.halftone.program.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Does pieces of work side by side, each on one of the engine's threads. */
public final class SideBySide implements AutoCloseable {
    private final int threads = JniUtils.getNumThreads();
    private final ExecutorService workers =
            Executors.newFixedThreadPool(threads, SideBySide::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "halftone-side-by-side");
        thread.setDaemon(true);
        return thread;
    }

    /** How many pieces are done at once. */
    public int threads() {
        return threads;
    }

    /**
     * Does all pieces, save those that follow one that has failed.
     *
     * @return what they give, in order
     * @throws RuntimeException that of the first piece, in order, that fails; all have ended then
     */
    public <T> List<T> all(List<? extends Supplier<T>> pieces) {
        AtomicInteger failed = new AtomicInteger(pieces.size());
        List<Future<T>> running = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            int number = i;
            running.add(workers.submit(() -> alone(pieces.get(number), number, failed)));
        }
        try {
            return running.stream().map(Uninterrupted::result).toList();
        } finally {
            running.forEach(SideBySide::await);
            // The setting is one of the thread and the first one of threads to come.
            JniUtils.setNumThreads(threads);
        }
    }

    /**
     * @param failed the first piece, in order, that has
     */
    private static <T> T alone(Supplier<T> piece, int number, AtomicInteger failed) {
        if (number > failed.get()) {
            throw new CancellationException();
        }
        JniUtils.getNumThreads(); // the first look at the setting would undo it
        JniUtils.setNumThreads(1);
        try {
            return piece.get();
        } catch (RuntimeException | Error e) {
            failed.accumulateAndGet(number, Math::min);
            throw e;
        }
    }

    private static void await(Future<?> piece) {
        try {
            Uninterrupted.result(piece);
        } catch (RuntimeException | Error e) {
            // The first one has been thrown.
        }
    }

    @Override
    public void close() {
        workers.shutdown();
    }
}
