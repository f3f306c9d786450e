package dev.halftone.picture;

import dev.halftone.data.Picture;

/** Makes grey pictures coloured and coloured ones grey. */
final class Colors {

    private Colors() {}

    static Picture of(Picture picture, int channels) {
        if (picture.channels() == channels) {
            return picture;
        }
        return channels == 1 ? grey(picture) : coloured(picture);
    }

    /** ITU-R 601-2 luma in 16-bit fixed point, rounded: Pillow's {@code convert("L")}. */
    private static Picture grey(Picture in) {
        byte[] pixels = in.pixels();
        byte[] out = new byte[in.width() * in.height()];
        for (int i = 0; i < out.length; i++) {
            int red = pixels[3 * i] & 255;
            int green = pixels[3 * i + 1] & 255;
            int blue = pixels[3 * i + 2] & 255;
            out[i] = (byte) (19595 * red + 38470 * green + 7471 * blue + 0x8000 >> 16);
        }
        return new Picture(in.width(), in.height(), 1, out);
    }

    private static Picture coloured(Picture in) {
        byte[] out = new byte[Math.multiplyExact(in.pixels().length, 3)];
        for (int i = 0; i < out.length; i++) {
            out[i] = in.pixels()[i / 3];
        }
        return new Picture(in.width(), in.height(), 3, out);
    }
}
