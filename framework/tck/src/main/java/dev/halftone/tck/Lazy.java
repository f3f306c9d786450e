package dev.halftone.tck;

import java.util.Optional;
import java.util.function.Supplier;

/** Something that several promises look at and that is computed by the first. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> source;
    private Optional<T> value = Optional.empty();

    Lazy(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public synchronized T get() {
        if (value.isEmpty()) {
            value = Optional.of(source.get());
        }
        return value.get();
    }
}
