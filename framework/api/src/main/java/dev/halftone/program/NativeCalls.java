package dev.halftone.program;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Lets the process end between long calls into native libraries, not within one: its end destroys
 * what the libraries hold, and who still computes with that crashes the process. Calls of less than
 * a third of a second need no guard, the JVM waits for them.
 */
public final class NativeCalls {
    private static final long MOST_SECONDS = 60;

    // One for the process, as the libraries are.
    private static final ReentrantReadWriteLock RUNNING = new ReentrantReadWriteLock();

    private NativeCalls() {}

    /** Makes a call, before the process ends or never. */
    public static <T> T guarded(Supplier<T> call) {
        RUNNING.readLock().lock();
        try {
            return call.get();
        } finally {
            RUNNING.readLock().unlock();
        }
    }

    /** Waits, a minute at most, until no call is running, and lets no more begin. */
    public static void end() {
        try {
            RUNNING.writeLock().tryLock(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
