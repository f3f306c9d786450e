package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SideBySideTest {
    private Engine engine;
    private int threads;

    @BeforeEach
    void start() {
        engine = TorchEngine.start("cpu");
        threads = JniUtils.getNumThreads();
        JniUtils.setNumThreads(2);
    }

    @AfterEach
    void stop() {
        JniUtils.setNumThreads(threads);
        engine.close();
    }

    @Test
    void givesWhatPiecesGiveInTheirOrder() {
        CountDownLatch both = new CountDownLatch(2);
        Supplier<Integer> waiting =
                () -> {
                    both.countDown();
                    await(both);
                    return JniUtils.getNumThreads();
                };
        try (SideBySide work = new SideBySide()) {
            List<Integer> threadsOfEach = work.all(List.of(waiting, waiting));
            List<Integer> numbers =
                    work.all(
                            IntStream.range(0, 99)
                                    .mapToObj(i -> (Supplier<Integer>) () -> i)
                                    .toList());

            assertThat(threadsOfEach).containsExactly(1, 1);
            assertThat(numbers).isEqualTo(IntStream.range(0, 99).boxed().toList());
            assertThat(JniUtils.getNumThreads()).isEqualTo(2);
        }
    }

    @Test
    void tellsTheFirstFailureInOrderAndBeginsNothingMore() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        Supplier<Integer> late =
                () -> {
                    await(second);
                    throw new IllegalStateException("first");
                };
        Supplier<Integer> soon =
                () -> {
                    second.countDown();
                    throw new IllegalStateException("second");
                };
        try (SideBySide work = new SideBySide()) {
            assertThatThrownBy(() -> work.all(List.of(late, soon, begun::incrementAndGet)))
                    .hasMessage("first");
        }
        assertThat(begun).hasValue(0);
    }

    /** Whichever thread is first: a problem is the same each time. */
    @Test
    void tellsTheFirstFailureWhicheverBeginsFirst() {
        List<Supplier<Integer>> failing =
                IntStream.range(0, 8).mapToObj(SideBySideTest::failing).toList();
        try (SideBySide work = new SideBySide()) {
            for (int i = 0; i < 500; i++) {
                assertThatThrownBy(() -> work.all(failing)).hasMessage("0");
            }
        }
    }

    private static Supplier<Integer> failing(int number) {
        return () -> {
            throw new IllegalStateException(String.valueOf(number));
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
