package dev.halftone.program;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Waits for what computes on another thread until it has ended, whoever interrupts: it uses memory
 * that the one who waits would free.
 */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** What a call gives or throws. An interruption is passed on afterwards. */
    public static <T> T result(Future<T> call) {
        boolean interrupted = false;
        while (true) {
            try {
                return call.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw thrown(e.getCause());
            } finally {
                if (interrupted && call.isDone()) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static RuntimeException thrown(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return (RuntimeException) cause;
    }
}
