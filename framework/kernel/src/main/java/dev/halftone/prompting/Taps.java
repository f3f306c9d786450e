package dev.halftone.prompting;

import java.util.Arrays;

/**
 * What each place along one axis of a picture takes from the places of the logits: bilinear to the
 * frame, cut off where the picture ends, bilinear to the picture's own size. Both are linear, so
 * they are one step here, and rows and columns can be done one after the other.
 *
 * @param first for each place, the first logit that counts
 * @param weights for each place, those of that logit and the ones after it
 */
record Taps(int[] first, float[][] weights) {

    /**
     * @param logits how many there are
     * @param frame how long the frame is that they cover
     * @param inside how much of the frame the picture fills
     * @param picture how long the picture is
     */
    static Taps of(int logits, int frame, int inside, int picture) {
        int[] first = new int[picture];
        float[][] weights = new float[picture][];
        double[] sum = new double[logits];
        for (int i = 0; i < picture; i++) {
            Arrays.fill(sum, 0);
            Pair outer = Pair.of(i, picture, inside);
            add(sum, outer.low, 1 - outer.share, frame, logits);
            add(sum, outer.high, outer.share, frame, logits);
            int from = 0;
            while (sum[from] == 0) {
                from++;
            }
            int to = logits;
            while (sum[to - 1] == 0) {
                to--;
            }
            first[i] = from;
            weights[i] = new float[to - from];
            for (int j = from; j < to; j++) {
                weights[i][j - from] = (float) sum[j];
            }
        }
        return new Taps(first, weights);
    }

    private static void add(double[] sum, int place, double share, int frame, int logits) {
        Pair inner = Pair.of(place, frame, logits);
        sum[inner.low] += share * (1 - inner.share);
        sum[inner.high] += share * inner.share;
    }

    /** Two neighbours that a place lies between, as in PyTorch without aligned corners. */
    private record Pair(int low, int high, double share) {
        static Pair of(int place, int to, int from) {
            double at = Math.max(0, (place + 0.5) * from / to - 0.5);
            int low = Math.min((int) at, from - 1);
            return new Pair(low, Math.min(low + 1, from - 1), at - low);
        }
    }
}
