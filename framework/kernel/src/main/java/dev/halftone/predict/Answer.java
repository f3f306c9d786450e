package dev.halftone.predict;

import dev.halftone.metric.Segment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one network answered.
 *
 * @param title what the network is: float, integer, simulated
 * @param segments one per prompt, if it segments
 * @param logits of its classes, if it classifies; none of networks that give something else
 * @param classes what these are called
 */
public record Answer(String title, List<Segment> segments, float[] logits, ClassNames classes) {

    /** Softmax, in doubles. */
    double[] shares() {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double[] shares = new double[logits.length];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.exp(logits[i] - most);
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** The first few classes by logit; of equals the first. */
    List<Integer> ranked(int few) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(few)
                .toList();
    }
}
