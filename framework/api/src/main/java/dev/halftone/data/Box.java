package dev.halftone.data;

/**
 * A rectangle along the axes of a picture, in pixels, as COCO writes it. Its edges may lie between
 * pixels; a picture of width w spans 0 to w.
 *
 * @param x left edge
 * @param y top edge
 * @param width to the right
 * @param height downwards
 */
public record Box(double x, double y, double width, double height) {

    /** The rectangle between two corners. */
    public static Box between(double left, double top, double right, double bottom) {
        return new Box(left, top, right - left, bottom - top);
    }

    public double right() {
        return x + width;
    }

    public double bottom() {
        return y + height;
    }

    public double area() {
        return width * height;
    }

    /**
     * What two boxes share of what they cover together, as {@code pycocotools.mask.iou}.
     *
     * @param truth the other, which may stand for a crowd
     * @param crowd whether it does: then the share of this one that lies in it
     */
    public double iou(Box truth, boolean crowd) {
        double across = Math.min(right(), truth.right()) - Math.max(x, truth.x);
        if (across <= 0) {
            return 0;
        }
        double down = Math.min(bottom(), truth.bottom()) - Math.max(y, truth.y);
        if (down <= 0) {
            return 0;
        }
        double shared = across * down;
        return shared / (crowd ? area() : area() + truth.area() - shared);
    }
}
