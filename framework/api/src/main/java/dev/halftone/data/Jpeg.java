package dev.halftone.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Finds what a JPEG file says of itself before its picture's data. */
final class Jpeg {
    static final int START_OF_SCAN = 0xDA;

    private Jpeg() {}

    static boolean is(byte[] file) {
        return file.length > 2 && (file[0] & 255) == 0xFF && (file[1] & 255) == 0xD8;
    }

    /** What the segments of some kinds hold, in order, as far as the file is whole. */
    static List<ByteBuffer> segments(byte[] file, IntPredicate wanted) {
        List<ByteBuffer> found = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(file).position(2);
        while (in.remaining() > 4) {
            int marker = in.getShort() & 0xFFFF;
            int length = (in.getShort() & 0xFFFF) - 2;
            int kind = marker & 255;
            if (marker >> 8 != 255
                    || kind == START_OF_SCAN
                    || length < 0
                    || length > in.remaining()) {
                break;
            }
            if (wanted.test(kind)) {
                found.add(in.slice(in.position(), length));
            }
            in.position(in.position() + length);
        }
        return found;
    }
}
