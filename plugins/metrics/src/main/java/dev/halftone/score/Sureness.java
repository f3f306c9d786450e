package dev.halftone.score;

import dev.halftone.metric.Segment;

/** How sure a detection is. */
public enum Sureness {
    PROMPT,
    IOU,
    LOGIT;

    double of(Segment segment, int mask) {
        double prompt = segment.prompt().score();
        return switch (this) {
            case PROMPT -> prompt;
            case IOU -> prompt * segment.expected(mask);
            case LOGIT -> prompt * segment.meanLogit(mask);
        };
    }
}
