package dev.halftone.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Turns pictures as their files say they were taken: EXIF's tag 274 in JPEG and PNG, and the tag of
 * TIFF itself.
 *
 * <p>From 1, as stored: 2 left and right swapped, 3 turned by 180°, 4 upside down, 5 rows and
 * columns swapped, 6 turned clockwise, 7 swapped about the other diagonal, 8 turned anticlockwise.
 * Source: EXIF 2.32, 4.6.4; the same as {@code exif_transpose} of Pillow.
 */
final class Orientation {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int APP1 = 0xE1;
    private static final int PNG_EXIF = 0x65584966;
    private static final int TAG = 274;
    private static final int ENTRY = 12;
    private static final int SHORT = 3;
    private static final int ANSWER = 42;

    private Orientation() {}

    /** What the file says, 1 to 8; 1 where it says nothing. */
    static int of(byte[] file) {
        if (isTiff(file)) {
            return tag(ByteBuffer.wrap(file));
        }
        return exif(file).map(Orientation::tag).orElse(1);
    }

    static boolean isTiff(byte[] file) {
        return file.length > 3
                && (file[0] == 'I' && file[1] == 'I' && file[2] == ANSWER && file[3] == 0
                        || file[0] == 'M' && file[1] == 'M' && file[2] == 0 && file[3] == ANSWER);
    }

    private static Optional<ByteBuffer> exif(byte[] file) {
        if (Png.is(file)) {
            return Png.chunk(file, PNG_EXIF);
        }
        if (!Jpeg.is(file)) {
            return Optional.empty();
        }
        return Jpeg.segments(file, kind -> kind == APP1).stream()
                .filter(segment -> segment.remaining() > EXIF.length)
                .filter(segment -> segment.slice(0, EXIF.length).equals(ByteBuffer.wrap(EXIF)))
                .map(segment -> segment.slice(EXIF.length, segment.remaining() - EXIF.length))
                .findFirst();
    }

    /** Of the first directory. What is broken says nothing. */
    private static int tag(ByteBuffer tiff) {
        if (tiff.remaining() < 8) {
            return 1;
        }
        boolean little = tiff.get(0) == 'I';
        tiff.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long at = (tiff.getInt(4) & 0xFFFFFFFFL) + 2;
        if (at > tiff.limit()) {
            return 1;
        }
        int entries = tiff.getShort((int) at - 2) & 0xFFFF;
        for (int i = 0; i < entries && at + ENTRY <= tiff.limit(); i++, at += ENTRY) {
            int entry = (int) at;
            if ((tiff.getShort(entry) & 0xFFFF) == TAG && tiff.getShort(entry + 2) == SHORT) {
                int value = tiff.getShort(entry + 8) & 0xFFFF;
                return value <= 8 ? Math.max(1, value) : 1;
            }
        }
        return 1;
    }

    static Picture turned(Picture picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        boolean swapped = orientation > 4;
        int width = swapped ? picture.height() : picture.width();
        int height = swapped ? picture.width() : picture.height();
        boolean fromRight = orientation == 2 || orientation == 3 || orientation > 6;
        boolean fromBottom =
                orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int channels = picture.channels();
        byte[] pixels = new byte[picture.pixels().length];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += channels) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                column = fromRight ? picture.width() - 1 - column : column;
                row = fromBottom ? picture.height() - 1 - row : row;
                int from = (row * picture.width() + column) * channels;
                System.arraycopy(picture.pixels(), from, pixels, at, channels);
            }
        }
        return new Picture(width, height, channels, pixels);
    }
}
