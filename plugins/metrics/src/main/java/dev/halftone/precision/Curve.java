package dev.halftone.precision;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Precision over recall of one category and one size, for all thresholds.
 *
 * @param matched bits of all pictures' detections, the surest first
 * @param ignored likewise
 * @param truths how many things should be found
 */
record Curve(int[] matched, int[] ignored, int truths) {

    /**
     * @param pictures in order of their numbers, which decides between equal scores
     * @param most how many of each picture count
     */
    static Curve of(Collection<Outcome> pictures, int most) {
        int size = pictures.stream().mapToInt(one -> Math.min(most, one.scores().length)).sum();
        double[] scores = new double[size];
        int[] matched = new int[size];
        int[] ignored = new int[size];
        int at = 0;
        for (Outcome one : pictures) {
            int count = Math.min(most, one.scores().length);
            System.arraycopy(one.scores(), 0, scores, at, count);
            System.arraycopy(one.matched(), 0, matched, at, count);
            System.arraycopy(one.ignored(), 0, ignored, at, count);
            at += count;
        }
        Comparator<Integer> surest = (a, b) -> Matching.descending(scores[a], scores[b]);
        int[] order = IntStream.range(0, size).boxed().sorted(surest).mapToInt(i -> i).toArray();
        return new Curve(
                Arrays.stream(order).map(i -> matched[i]).toArray(),
                Arrays.stream(order).map(i -> ignored[i]).toArray(),
                pictures.stream().mapToInt(Outcome::truths).sum());
    }

    /** The share of the things that is found. */
    double recall(int threshold) {
        long right = 0;
        for (int i = 0; i < matched.length; i++) {
            right += isRight(i, threshold) ? 1 : 0;
        }
        return (double) right / truths;
    }

    private boolean isRight(int i, int threshold) {
        return (matched[i] & ~ignored[i] & 1 << threshold) != 0;
    }

    /** Precision at each step of recall, summed: the best that this recall or more comes with. */
    double precisions(int threshold) {
        double[] recalls = new double[matched.length];
        double[] precisions = new double[matched.length];
        double right = 0;
        double wrong = 0;
        for (int i = 0; i < matched.length; i++) {
            boolean counts = (ignored[i] >> threshold & 1) == 0;
            boolean isRight = (matched[i] >> threshold & 1) == 1;
            right += counts && isRight ? 1 : 0;
            wrong += counts && !isRight ? 1 : 0;
            recalls[i] = right / truths;
            precisions[i] = right / (wrong + right + Math.ulp(1.0));
        }
        for (int i = matched.length - 1; i > 0; i--) {
            precisions[i - 1] = Math.max(precisions[i - 1], precisions[i]);
        }
        double sum = 0;
        for (int step = 0, i = 0; step < Thresholds.RECALLS; step++) {
            while (i < recalls.length && recalls[i] < Thresholds.recall(step)) {
                i++;
            }
            sum += i < recalls.length ? precisions[i] : 0;
        }
        return sum;
    }
}
