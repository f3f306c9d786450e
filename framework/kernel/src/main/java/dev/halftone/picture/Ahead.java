package dev.halftone.picture;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/** Prepares examples on other threads, a limited number ahead, and gives them in order. */
final class Ahead implements AutoCloseable {
    private static final int MOST_THREADS = 8;

    private final ExecutorService threads;
    private final Queue<Future<Loader.Prepared>> pending = new ArrayDeque<>();
    private final int[] order;
    private final IntFunction<Loader.Prepared> work;
    private final LongAdder waited;
    private int submitted;

    /**
     * @param order what to prepare
     * @param depth how many are under way at most
     * @param waited gets the nanoseconds that {@link #next} stood waiting
     */
    Ahead(int[] order, IntFunction<Loader.Prepared> work, int depth, LongAdder waited) {
        this.order = order;
        this.work = work;
        this.waited = waited;
        int processors = Runtime.getRuntime().availableProcessors();
        this.threads =
                Executors.newFixedThreadPool(
                        Math.max(1, Math.min(processors, MOST_THREADS)), Ahead::thread);
        for (int i = 0; i < depth; i++) {
            submit();
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pictures");
        thread.setDaemon(true);
        return thread;
    }

    private void submit() {
        if (submitted < order.length) {
            int index = order[submitted++];
            pending.add(threads.submit(() -> work.apply(index)));
        }
    }

    Loader.Prepared next() {
        Future<Loader.Prepared> future = pending.remove();
        submit();
        long start = System.nanoTime();
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of("interrupted", "interrupted while reading"), e);
        } finally {
            waited.add(System.nanoTime() - start);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
