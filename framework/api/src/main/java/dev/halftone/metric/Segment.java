package dev.halftone.metric;

import dev.halftone.data.Mask;
import dev.halftone.data.Prompt;

/** What a model that segments answered to one prompt. Good while its batch is counted. */
public interface Segment {

    /** What was asked. */
    Prompt prompt();

    /** How many masks it proposes. */
    int masks();

    /** Which one is its answer. */
    int chosen();

    /**
     * Which one it thinks best of those that it proposes to prompts that can mean several things.
     */
    int best();

    /** The IoU that it expects of a mask. */
    double expected(int mask);

    /** The mean logit of a mask inside of it, at the picture's size; 0 of an empty one. */
    double meanLogit(int mask);

    /** A mask at the picture's own size. Drawn when it is asked for, and kept. */
    Mask mask(int mask);
}
