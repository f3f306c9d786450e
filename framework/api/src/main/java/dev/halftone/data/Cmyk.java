package dev.halftone.data;

import java.awt.image.Raster;
import java.util.function.IntPredicate;

/**
 * Makes red, green and blue of a JPEG with four colours, as Pillow does: without profiles, and with
 * all values stored inverted, as Adobe's programs write them.
 *
 * <p>Sources: Pillow's {@code Convert.c} (cmyk2rgb) and {@code JpegImagePlugin.py}; libjpeg's
 * {@code jdcolor.c} for luminance and chrominance with black (YCCK).
 */
final class Cmyk {
    private static final int ADOBE = 0xEE;
    private static final int TRANSFORM_AT = 11;
    private static final int COMPONENTS_AT = 5;
    private static final int YCCK = 2;

    private Cmyk() {}

    static Picture picture(Raster raster, byte[] file) {
        boolean ycck = transform(file) == YCCK;
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] pixels = new byte[Math.multiplyExact(width * height, 3)];
        int[] row = new int[4 * width];
        for (int y = 0, at = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++, at += 3) {
                int[] ink = {row[4 * x], row[4 * x + 1], row[4 * x + 2]};
                if (ycck) {
                    inks(ink);
                }
                int black = row[4 * x + 3];
                for (int c = 0; c < 3; c++) {
                    pixels[at + c] = (byte) (black - share(255 - ink[c], black));
                }
            }
        }
        return new Picture(width, height, 3, pixels);
    }

    /** The product of two bytes over 255, rounded. */
    private static int share(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }

    /** From luminance and chrominance to the stored inks, in place: 255 less red, green, blue. */
    private static void inks(int[] ink) {
        int y = ink[0];
        double cb = ink[1] - 128;
        double cr = ink[2] - 128;
        ink[0] = 255 - limited(y + Math.round(1.402 * cr));
        ink[1] = 255 - limited(y + Math.round(-0.344136286 * cb - 0.714136286 * cr));
        ink[2] = 255 - limited(y + Math.round(1.772 * cb));
    }

    private static int limited(long value) {
        return (int) Math.max(0, Math.min(255, value));
    }

    /** Whether a file is a JPEG of four colours. */
    static boolean is(byte[] file) {
        return Jpeg.is(file) && segment(file, Cmyk::isFrame, COMPONENTS_AT) == 4;
    }

    private static boolean isFrame(int kind) {
        return kind >= 0xC0 && kind <= 0xCF && kind != 0xC4 && kind != 0xC8 && kind != 0xCC;
    }

    /** What Adobe's marker says of the colours; 0 where there is none. */
    private static int transform(byte[] file) {
        return segment(file, kind -> kind == ADOBE, TRANSFORM_AT);
    }

    /** One byte of the first segment of a kind that is long enough; 0 without one. */
    private static int segment(byte[] file, IntPredicate wanted, int place) {
        return Jpeg.segments(file, wanted).stream()
                .filter(segment -> segment.remaining() > place)
                .mapToInt(segment -> segment.get(place) & 255)
                .findFirst()
                .orElse(0);
    }
}
