package dev.halftone.torchscript;

import dev.halftone.program.Uninterrupted;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * A thread whose stack is deep enough for the library, which compiles networks recursively: ten
 * thousand nodes take more than the megabyte that threads usually have, and then the process ends.
 */
final class DeepStack {
    private static final long BYTES = 64L << 20;

    private DeepStack() {}

    /** What a call gives or throws, once it has ended there. */
    static <T> T call(Supplier<T> call) {
        FutureTask<T> task = new FutureTask<>(call::get);
        new Thread(null, task, "halftone-compile", BYTES).start();
        return Uninterrupted.result(task);
    }
}
