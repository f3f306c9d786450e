package dev.halftone.precision;

import dev.halftone.data.Detection;
import java.util.List;

/**
 * What became of the detections of one category in one picture, the surest first.
 *
 * @param scores how sure each is
 * @param matched by detection, a bit per threshold: whether it is one of the things
 * @param ignored by detection, a bit per threshold: whether it counts neither for nor against
 * @param truths how many things should be found
 */
record Outcome(double[] scores, int[] matched, int[] ignored, int truths) {

    static Outcome of(List<Detection> found, int truths) {
        return new Outcome(
                found.stream().mapToDouble(Detection::score).toArray(),
                new int[found.size()],
                new int[found.size()],
                truths);
    }
}
