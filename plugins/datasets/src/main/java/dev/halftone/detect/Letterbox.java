package dev.halftone.detect;

import dev.halftone.data.Picture;
import java.util.Arrays;

/**
 * Fits pictures into a frame as YOLOX does: enlarged or reduced to touch it, in its upper left
 * corner, the rest grey; blue, green, red, from 0 to 255.
 *
 * <p>Source: {@code preproc} of github.com/Megvii-BaseDetection/YOLOX. Between pixels it is
 * bilinear without smoothing, in whole numbers as OpenCV has it, within one level of its own.
 *
 * @param width of the frame, pixels
 * @param height of the frame, pixels
 */
record Letterbox(int width, int height) {
    private static final float GREY = 114;
    private static final int COLOURS = 3;

    /** A whole share, in OpenCV's units. */
    private static final int ONE = 2048;

    /** How many pixels of the frame one of the picture becomes. */
    double ratio(int pictureWidth, int pictureHeight) {
        return Math.min((double) height / pictureHeight, (double) width / pictureWidth);
    }

    /** Channel by channel, row by row. */
    float[] of(Picture picture) {
        double ratio = ratio(picture.width(), picture.height());
        int across = Math.max(1, (int) (picture.width() * ratio));
        int down = Math.max(1, (int) (picture.height() * ratio));
        float[] frame = new float[COLOURS * width * height];
        Arrays.fill(frame, GREY);
        Place[] columns = Place.along(across, picture.width());
        Place[] rows = Place.along(down, picture.height());
        for (int c = 0; c < COLOURS; c++) {
            int stored = picture.channels() == 1 ? 0 : COLOURS - 1 - c;
            for (int y = 0; y < down; y++) {
                int at = (c * height + y) * width;
                for (int x = 0; x < across; x++) {
                    frame[at++] = level(picture, columns[x], rows[y], stored);
                }
            }
        }
        return frame;
    }

    private static int level(Picture picture, Place x, Place y, int channel) {
        int above = between(picture, x, y.first, channel) >> 4;
        int below = between(picture, x, y.second, channel) >> 4;
        return ((above * (ONE - y.share) >> 16) + (below * y.share >> 16) + 2) >> 2;
    }

    private static int between(Picture picture, Place x, int row, int channel) {
        return pixel(picture, x.first, row, channel) * (ONE - x.share)
                + pixel(picture, x.second, row, channel) * x.share;
    }

    private static int pixel(Picture picture, int x, int y, int channel) {
        int at = (y * picture.width() + x) * picture.channels() + channel;
        return Byte.toUnsignedInt(picture.pixels()[at]);
    }

    /** Two neighbours, and how much the second counts, of {@link #ONE}. */
    private record Place(int first, int second, int share) {

        static Place[] along(int to, int from) {
            Place[] places = new Place[to];
            for (int i = 0; i < to; i++) {
                double at = Math.max(0, (i + 0.5) * from / to - 0.5);
                int first = Math.min((int) at, from - 1);
                int share = (int) Math.rint((at - first) * ONE);
                places[i] = new Place(first, Math.min(first + 1, from - 1), share);
            }
            return places;
        }
    }
}
