package dev.halftone.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes colour profiles out of JPEG files: the platform's reader would otherwise give other values
 * than those that are stored.
 */
final class Profiles {
    private static final int APP2 = 0xE2;
    private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.ISO_8859_1);

    private Profiles() {}

    /** The same file, or what is left of it; files of other kinds and damaged ones stay. */
    static byte[] without(byte[] file) {
        if (!Jpeg.is(file)) {
            return file;
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream(file.length);
        int kept = 0;
        int at = 2;
        while (at + 4 <= file.length
                && marker(file, at) >= 0
                && marker(file, at) != Jpeg.START_OF_SCAN) {
            int end = at + 2 + ((file[at + 2] & 255) << 8 | file[at + 3] & 255);
            if (marker(file, at) == APP2 && isProfile(file, at + 4)) {
                rest.write(file, kept, at - kept);
                kept = Math.min(end, file.length);
            }
            at = end;
        }
        if (kept == 0) {
            return file;
        }
        rest.write(file, kept, file.length - kept);
        return rest.toByteArray();
    }

    private static int marker(byte[] file, int at) {
        return (file[at] & 255) == 0xFF ? file[at + 1] & 255 : -1;
    }

    private static boolean isProfile(byte[] file, int at) {
        int to = at + PROFILE.length;
        return to <= file.length && Arrays.equals(file, at, to, PROFILE, 0, PROFILE.length);
    }
}
