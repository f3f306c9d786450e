package dev.halftone.tck;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.plugin.Dataset;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Datasets that break a promise each. */
public final class BadDatasets {

    private BadDatasets() {}

    private static Example example(String name, int pixel) {
        return new Example(name, new Picture(1, 1, 1, new byte[] {(byte) pixel}), new Label(0));
    }

    /** A dataset put together from its parts. */
    private record Parts(
            int size, IntFunction<Example> examples, Supplier<String> print, Runnable closing)
            implements Examples {

        @Override
        public Example get(int index) {
            return examples.apply(index);
        }

        @Override
        public String fingerprint() {
            return print.get();
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    private static Examples good(int size) {
        return with(size, i -> example("example-" + i, i));
    }

    private static Examples with(int size, IntFunction<Example> examples) {
        return new Parts(size, examples, () -> "1", () -> {});
    }

    /** Nothing wrong with it. */
    @Dataset(id = "good-dataset", doc = "A hundred points.")
    public record Good() implements DatasetSource {
        @Override
        public Examples open() {
            return good(100);
        }
    }

    @Dataset(id = "empty-dataset", doc = "Nothing.")
    public record Empty() implements DatasetSource {
        @Override
        public Examples open() {
            return good(0);
        }
    }

    @Dataset(id = "moody-dataset", doc = "Other pictures each time.")
    public record Moody() implements DatasetSource {
        @Override
        public Examples open() {
            long salt = System.nanoTime();
            return with(100, i -> example("example-" + i, (int) (salt / 1000 * (i + 1))));
        }
    }

    @Dataset(id = "nameless-dataset", doc = "One name for all.")
    public record Nameless() implements DatasetSource {
        @Override
        public Examples open() {
            return with(100, i -> example("example", i));
        }
    }

    @Dataset(id = "shifty-dataset", doc = "Another fingerprint each time.")
    public record Shifty() implements DatasetSource {
        @Override
        public Examples open() {
            IntFunction<Example> points = i -> example("example-" + i, i);
            return new Parts(100, points, () -> "" + System.nanoTime(), () -> {});
        }
    }

    @Dataset(id = "lonely-dataset", doc = "Right for one thread alone.")
    public record Lonely() implements DatasetSource {
        @Override
        public Examples open() {
            Thread mine = Thread.currentThread();
            return with(
                    100, i -> example("example-" + i, Thread.currentThread() == mine ? i : i + 1));
        }
    }

    @Dataset(id = "stuck-dataset", doc = "Fails when closed twice.")
    public record Stuck() implements DatasetSource {
        @Override
        public Examples open() {
            AtomicBoolean closed = new AtomicBoolean();
            return new Parts(
                    100,
                    i -> example("example-" + i, i),
                    () -> "1",
                    () -> {
                        if (closed.getAndSet(true)) {
                            throw new IllegalStateException("closed already");
                        }
                    });
        }
    }
}
