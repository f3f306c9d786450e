package dev.halftone.data;

import java.util.Map;
import java.util.Set;

/**
 * Which categories were looked for in a picture of a federated dataset, as in LVIS.
 *
 * @param absent categories that are known not to be in the picture
 * @param unfinished categories of which some things may not be annotated
 * @param frequencies how often each category of the dataset is seen; the same for all pictures
 */
public record Annotated(Set<Long> absent, Set<Long> unfinished, Map<Long, Frequency> frequencies) {

    /** In how many training pictures a category is: fewer than 10, fewer than 100, more. */
    public enum Frequency {
        RARE,
        COMMON,
        FREQUENT
    }
}
