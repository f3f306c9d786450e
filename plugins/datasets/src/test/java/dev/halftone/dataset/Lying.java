package dev.halftone.dataset;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.imageio.ImageIO;

/** A picture as phones store it: lying, with a word on how to turn it. */
final class Lying {
    private static final String TURN_CLOCKWISE =
            "4d4d002a00000008" + "0001" + "011200030000000100060000" + "00000000";

    private Lying() {}

    /** Of a size as stored. */
    static byte[] jpeg(int width, int height) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "jpg", plain);
        byte[] exif = HexFormat.of().parseHex(TURN_CLOCKWISE);
        ByteArrayOutputStream turned = new ByteArrayOutputStream();
        turned.write(plain.toByteArray(), 0, 2);
        turned.write(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (8 + exif.length)});
        turned.write("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
        turned.write(exif);
        turned.write(plain.toByteArray(), 2, plain.size() - 2);
        return turned.toByteArray();
    }
}
