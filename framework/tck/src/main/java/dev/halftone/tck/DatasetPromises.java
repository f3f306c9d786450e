package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import java.util.ArrayList;
import java.util.List;
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

    private static void threads(DatasetSource dataset) {
        try (Examples examples = dataset.open()) {
            List<Integer> sample = sample(examples.size());
            List<Example> alone = sample.stream().map(examples::get).toList();
            List<Example> together = sample.parallelStream().map(examples::get).toList();
            IntStream.range(0, alone.size()).forEach(i -> equal(together.get(i), alone.get(i)));
        }
    }

    private static void closes(DatasetSource dataset) {
        Examples examples = dataset.open();
        examples.close();
        assertThatCode(examples::close).doesNotThrowAnyException();
    }

    /** The first ones, the last one, and some between. */
    private static List<Integer> sample(int size) {
        return IntStream.range(0, Math.min(size, SAMPLED))
                .map(
                        i ->
                                size <= SAMPLED
                                        ? i
                                        : i < SAMPLED / 2
                                                ? i
                                                : size - 1 - (i - SAMPLED / 2) * (size / SAMPLED))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }
}
