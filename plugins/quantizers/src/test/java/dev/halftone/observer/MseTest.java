package dev.halftone.observer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MseTest {

    /**
     * 6,400 grids for each of 768 × 3072 weights are 15 billion roundings, if done one by one; they
     * take two to three seconds on two cores. A sixth of them, on a machine that may be busy.
     */
    @Test
    void searchesALargeWeightInSeconds() {
        Random random = new Random(1);
        float[][] weight = new float[128][3072];
        for (float[] channel : weight) {
            for (int i = 0; i < channel.length; i++) {
                channel[i] = (float) random.nextGaussian() * 0.05f;
            }
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            Known seen = new Known(List.<float[][]>of(weight), Granularity.CHANNEL, manager);
            long start = System.nanoTime();

            Range range = new Mse(2.4).range(seen, Levels.of(6, false));

            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(range.count()).isEqualTo(128);
            assertThat(seconds).isLessThan(20);
        }
    }
}
