package dev.halftone.data;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Tells whether a PNG file is whole: the platform's reader fills what is missing with zeros. */
final class Png {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int END = 0x49454E44;
    private static final int AROUND = 12;

    private Png() {}

    static boolean is(byte[] file) {
        return file.length >= 8 && ByteBuffer.wrap(file).getLong() == SIGNATURE;
    }

    /** Every chunk is there up to the last, and those that matter match their checksums. */
    static boolean isWhole(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).position(8);
        while (in.remaining() >= AROUND) {
            int start = in.position();
            int length = in.getInt();
            if (length < 0 || length > file.length - start - AROUND) {
                return false;
            }
            int type = in.getInt();
            CRC32 sum = new CRC32();
            sum.update(file, start + 4, length + 4);
            in.position(start + 8 + length);
            boolean critical = (type >> 24 & 0x20) == 0;
            if (in.getInt() != (int) sum.getValue() && critical) {
                return false;
            }
            if (type == END) {
                return true;
            }
        }
        return false;
    }
}
