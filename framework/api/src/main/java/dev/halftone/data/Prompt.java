package dev.halftone.data;

import java.util.List;
import java.util.OptionalInt;

/**
 * Points or a box that say what to segment.
 *
 * @param points in pixels of the picture
 * @param score how sure whoever found it was; 1 for what is annotated
 * @param category what it is thought to be, as the dataset numbers it
 * @param instance which of the picture's instances it was made from, if from one
 */
public record Prompt(List<Point> points, double score, long category, OptionalInt instance) {

    /**
     * A place in a picture.
     *
     * @param x from the left, pixels
     * @param y from the top, pixels
     * @param label 1 on what is wanted, 0 on what is not, 2 a box's top left and 3 its bottom right
     *     corner
     */
    public record Point(double x, double y, int label) {}

    public Prompt {
        points = List.copyOf(points);
    }

    /** Asks for what is in a box. */
    public static Prompt box(Box box, double score, long category, OptionalInt instance) {
        return new Prompt(
                List.of(new Point(box.x(), box.y(), 2), new Point(box.right(), box.bottom(), 3)),
                score,
                category,
                instance);
    }

    /** Whether a box is among the points. */
    public boolean hasBox() {
        return points.stream().anyMatch(point -> point.label >= 2);
    }
}
