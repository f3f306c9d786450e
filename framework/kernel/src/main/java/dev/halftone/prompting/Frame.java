package dev.halftone.prompting;

import dev.halftone.data.Prompt.Point;

/**
 * The square that a network sees a picture in: the longer side fills it, from the top left corner.
 *
 * @param side of the square
 * @param width of the picture
 * @param height of the picture
 */
record Frame(int side, int width, int height) {

    /** How wide the picture is in the square, rounded as Segment Anything does. */
    int frameWidth() {
        return rounded(width);
    }

    int frameHeight() {
        return rounded(height);
    }

    private int rounded(int length) {
        double scale = (double) side / Math.max(width, height);
        return Math.max(1, (int) (length * scale + 0.5));
    }

    float x(Point point) {
        return (float) (point.x() * ((double) frameWidth() / width));
    }

    float y(Point point) {
        return (float) (point.y() * ((double) frameHeight() / height));
    }
}
