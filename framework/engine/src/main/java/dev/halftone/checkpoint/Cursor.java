package dev.halftone.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads bytes one after the other; whatever is asked for beyond the end is a problem. */
final class Cursor {
    private static final int PIECE = 1 << 16;

    private final String file;
    private final Bytes bytes;
    private final long size;
    private long next;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    Cursor(String file, Bytes bytes) {
        this.file = file;
        this.bytes = bytes;
        try {
            this.size = bytes.size();
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
    }

    /** How many bytes were passed. */
    long position() {
        return next - piece.remaining();
    }

    int unsigned() {
        return Byte.toUnsignedInt(take(1).get());
    }

    int unsignedShort() {
        return Short.toUnsignedInt(take(2).getShort());
    }

    int integer() {
        return take(4).getInt();
    }

    long whole() {
        return take(8).getLong();
    }

    double real() {
        return take(8).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /** A whole number of any length, lowest byte first. */
    BigInteger number(int length) {
        byte[] digits = take(length).array();
        for (int i = 0; i < length / 2; i++) {
            byte kept = digits[i];
            digits[i] = digits[length - 1 - i];
            digits[length - 1 - i] = kept;
        }
        return length == 0 ? BigInteger.ZERO : new BigInteger(digits);
    }

    String text(long length) {
        return new String(take(length).array(), StandardCharsets.UTF_8);
    }

    /** Up to the end of the line, which is passed. */
    String line(int longest) {
        StringBuilder text = new StringBuilder();
        for (int c = unsigned(); c != '\n'; c = unsigned()) {
            if (text.length() == longest) {
                throw BadCheckpoint.because(file, "its pickle has a line without an end");
            }
            text.append((char) c);
        }
        return text.toString();
    }

    /** Memory is taken for what is there, never for what is only declared. */
    private ByteBuffer take(long length) {
        if (length < 0 || length > size - position() || length > Integer.MAX_VALUE - 8) {
            throw BadCheckpoint.because(
                    file,
                    "%s bytes are declared where %d follow: is it cut off?"
                            .formatted(Long.toUnsignedString(length), size - position()));
        }
        ByteBuffer taken = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (taken.hasRemaining()) {
            if (!piece.hasRemaining()) {
                fetch();
            }
            int now = Math.min(piece.remaining(), taken.remaining());
            taken.put(piece.slice().limit(now));
            piece.position(piece.position() + now);
        }
        return taken.flip();
    }

    private void fetch() {
        ByteBuffer fresh = ByteBuffer.allocate((int) Math.min(PIECE, size - next));
        try {
            bytes.read(next, fresh);
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading failed", e);
        }
        next += fresh.capacity();
        piece = fresh.flip();
    }
}
