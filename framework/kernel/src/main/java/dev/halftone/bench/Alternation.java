package dev.halftone.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.bench.Speed.Pace;
import dev.halftone.program.Program;
import dev.halftone.quantize.Progress;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Runs programs in turn on the same inputs, so that whatever else the machine does meets all of
 * them alike.
 *
 * @param rounds how often each is measured
 * @param clock nanoseconds
 */
record Alternation(int rounds, LongSupplier clock) {
    private static final int WARM_UP = 2;

    /** A program and what it is called. */
    record Entry(String mode, String engine, Program program) {}

    /**
     * The median time of each, compared with that of the first one of the same engine, which is its
     * {@code float}.
     */
    List<Pace> of(List<Entry> entries, NDList inputs, Progress progress) {
        double[][] times = new double[entries.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int i = 0; i < times.length; i++) {
                double time = time(entries.get(i).program(), inputs);
                if (round >= 0) {
                    times[i][round] = time;
                }
                progress.advance(1);
            }
        }
        return IntStream.range(0, times.length)
                .mapToObj(
                        i -> pace(entries.get(i), median(times[i]), median(times[own(entries, i)])))
                .toList();
    }

    private static int own(List<Entry> entries, int at) {
        String engine = entries.get(at).engine();
        return IntStream.range(0, at)
                .filter(i -> entries.get(i).engine().equals(engine))
                .findFirst()
                .orElse(at);
    }

    /** How often a program is run in all. */
    int runs() {
        return WARM_UP + rounds;
    }

    private static Pace pace(Entry entry, double time, double first) {
        return new Pace(entry.mode(), entry.engine(), time, time / first);
    }

    /** Milliseconds of one run. */
    double time(Program program, NDList inputs) {
        try (NDManager once = inputs.get(0).getManager().newSubManager()) {
            NDList lent = new NDList();
            for (NDArray input : inputs) {
                NDArray same = input.duplicate();
                same.attach(once);
                lent.add(same);
            }
            long begin = clock.getAsLong();
            NDArray output = program.run(lent).get(0);
            // An accelerator has only been told to begin: one number makes it finish.
            try (NDArray flat = output.flatten();
                    NDArray one = flat.get(0)) {
                one.toByteBuffer();
            }
            return (clock.getAsLong() - begin) / 1e6;
        }
    }

    static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
