package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** What a dataset promises. Long ones are sampled. */
final class DatasetPromises {
    static final String SOME = "has examples";
    static final String SAME = "gives the same examples each time it is opened";
    static final String NAMES = "names every example differently";
    static final String PRINT = "has a fingerprint that stays";
    static final String THREADS = "gives the same examples to every thread";
    static final String CLOSES = "can be closed twice";

    private static final int SAMPLED = 64;

    private DatasetPromises() {}

    static List<Promise> of(Supplier<DatasetSource> dataset) {
        return List.of(
                new Promise(SOME, () -> some(dataset.get())),
                new Promise(SAME, () -> same(dataset.get(), dataset.get())),
                new Promise(NAMES, () -> names(dataset.get())),
                new Promise(PRINT, () -> print(dataset.get(), dataset.get())),
                new Promise(THREADS, () -> threads(dataset.get())),
                new Promise(CLOSES, () -> closes(dataset.get())));
    }

    private static void some(DatasetSource dataset) {
        try (Examples examples = dataset.open()) {
            assertThat(examples.size()).isPositive();
            assertThatCode(() -> examples.get(examples.size() - 1)).doesNotThrowAnyException();
        }
    }

    private static void same(DatasetSource one, DatasetSource two) {
        try (Examples first = one.open();
                Examples second = two.open()) {
            assertThat(second.size()).isEqualTo(first.size());
            for (int i : sample(first.size())) {
                equal(second.get(i), first.get(i));
                equal(first.get(i), first.get(i));
            }
        }
    }

    private static void equal(Example now, Example before) {
        assertThat(now.name()).isEqualTo(before.name());
        String which = before.name();
        assertThat(now.target()).as("target of %s", which).isEqualTo(before.target());
        assertThat(now.picture().width())
                .as("width of %s", which)
                .isEqualTo(before.picture().width());
        assertThat(now.picture().pixels())
                .as("pixels of %s", which)
                .isEqualTo(before.picture().pixels());
    }

    private static void names(DatasetSource dataset) {
        try (Examples examples = dataset.open()) {
            List<String> names = new ArrayList<>();
            for (int i : sample(examples.size())) {
                names.add(examples.get(i).name());
            }
            assertThat(names).doesNotHaveDuplicates().allMatch(name -> !name.isBlank());
        }
    }

    private static void print(DatasetSource one, DatasetSource two) {
        try (Examples first = one.open();
                Examples second = two.open()) {
            assertThat(first.fingerprint()).isNotBlank();
            assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
            first.get(0);
            assertThat(first.fingerprint()).isEqualTo(second.fingerprint());
        }
    }

    private static void threads(DatasetSource dataset) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Examples examples = dataset.open()) {
            List<Integer> sample = sample(examples.size());
            List<Future<Example>> together = new ArrayList<>();
            for (int i : sample) {
                together.add(threads.submit(() -> examples.get(i)));
            }
            for (int i = 0; i < sample.size(); i++) {
                equal(together.get(i).get(), examples.get(sample.get(i)));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void closes(DatasetSource dataset) {
        Examples examples = dataset.open();
        examples.close();
        assertThatCode(examples::close).doesNotThrowAnyException();
    }

    /** All of a small one; of a large one evenly spaced ones, the first and the last among them. */
    private static List<Integer> sample(int size) {
        long last = Math.min(size, SAMPLED) - 1L;
        return IntStream.rangeClosed(0, (int) last)
                .map(i -> (int) (i * (size - 1L) / Math.max(1, last)))
                .boxed()
                .toList();
    }
}
