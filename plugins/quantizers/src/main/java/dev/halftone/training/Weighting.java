package dev.halftone.training;

/** What an error in a unit's output counts. */
public enum Weighting {
    /** All errors alike. */
    MSE,
    /** By what they do to the network's outputs: {@link Importance}. */
    FISHER
}
