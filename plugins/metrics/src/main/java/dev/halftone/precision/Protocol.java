package dev.halftone.precision;

import dev.halftone.data.Instance;
import java.util.List;

/**
 * The rules of a benchmark.
 *
 * <p>Sources: {@code pycocotools.cocoeval} and {@code lvis.eval}, where the last digits come from.
 */
public enum Protocol {
    /** The best 100 of each category in each picture; crowds may be found any number of times. */
    COCO(100),
    /** The best 300 of each picture, and only of categories that were looked for in it. */
    LVIS(300);

    private final int most;

    Protocol(int most) {
        this.most = most;
    }

    /** How many detections count. */
    int most() {
        return most;
    }

    boolean isCrowd(Instance truth) {
        return this == COCO && truth.crowd();
    }

    boolean isIgnored(Instance truth) {
        return this == COCO ? truth.crowd() : truth.ignored();
    }

    /** LVIS passes over what has no area at all, in truths and in results. */
    boolean counts(double area) {
        return this == COCO || area > 0 && area < Double.POSITIVE_INFINITY;
    }

    /** Numbers of averages, in the benchmark's order. */
    List<Average> averages() {
        return this == COCO ? Average.coco() : Average.lvis();
    }
}
