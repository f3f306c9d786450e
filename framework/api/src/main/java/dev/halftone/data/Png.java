package dev.halftone.data;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32;

/** Looks at the chunks of a PNG file: the platform's reader fills what is missing with zeros. */
final class Png {
    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int END = 0x49454E44;
    private static final int AROUND = 12;
    private static final int KIND_AT = 25;
    private static final int GREY_AND_ALPHA = 4;

    private Png() {}

    static boolean is(byte[] file) {
        return file.length >= 8 && ByteBuffer.wrap(file).getLong() == SIGNATURE;
    }

    /** Whether each pixel says besides its grey how much of it is seen. */
    static boolean isTransparentGrey(byte[] file) {
        return is(file) && file.length > KIND_AT && file[KIND_AT] == GREY_AND_ALPHA;
    }

    /** What the first chunk of a kind holds. */
    static Optional<ByteBuffer> chunk(byte[] file, int wanted) {
        ByteBuffer in = ByteBuffer.wrap(file).position(8);
        while (in.remaining() >= AROUND) {
            int length = in.getInt();
            if (length < 0 || length > in.remaining() - 8) {
                break;
            }
            if (in.getInt() == wanted) {
                return Optional.of(in.slice(in.position(), length));
            }
            in.position(in.position() + length + 4);
        }
        return Optional.empty();
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
