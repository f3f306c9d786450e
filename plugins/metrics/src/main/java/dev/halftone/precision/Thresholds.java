package dev.halftone.precision;

/** The steps of overlap and of recall, to the last bit those of {@code numpy.linspace}. */
final class Thresholds {
    static final int OVERLAPS = 10;
    static final int RECALLS = 101;

    private static final double FIRST = 0.5;
    private static final double LAST = 0.95;

    private Thresholds() {}

    /** 0.5, 0.55, … 0.95. */
    static double overlap(int index) {
        double step = (LAST - FIRST) / (OVERLAPS - 1);
        return index == OVERLAPS - 1 ? LAST : index * step + FIRST;
    }

    /** 0, 0.01, … 1. */
    static double recall(int index) {
        return index == RECALLS - 1 ? 1 : index * 0.01;
    }
}
