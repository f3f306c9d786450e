package dev.halftone.metric;

import java.util.Map;

/** A number, or a few, that says how good answers are. */
public interface Score {

    /** Starts counting. */
    Tally tally();

    /** Whether more is better. */
    default boolean higherIsBetter() {
        return true;
    }

    /** One count under way. The order of the batches makes no difference, to the last bit. */
    interface Tally {

        void add(Answers answers);

        /**
         * The score so far: one number under the empty name, or several by name ({@code all},
         * {@code small}). Nothing counted is NaN.
         */
        Map<String, Double> numbers();
    }
}
