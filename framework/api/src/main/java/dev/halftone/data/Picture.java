package dev.halftone.data;

/**
 * A decoded picture as stored: 8 bits per channel, row by row, channels interleaved.
 *
 * @param width pixels
 * @param height pixels
 * @param channels 1 (grey) or 3 (red, green, blue)
 * @param pixels {@code height·width·channels} unsigned bytes
 */
public record Picture(int width, int height, int channels, byte[] pixels) {

    public Picture {
        if (pixels.length != (long) width * height * channels || width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture has height·width·channels bytes");
        }
    }
}
