package dev.halftone.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A run of bytes that lies in a file or in memory; nothing is read before it is asked for. */
interface Bytes {

    long size() throws IOException;

    /** Fills the buffer from a position. The bytes are there: the caller has checked the size. */
    void read(long position, ByteBuffer into) throws IOException;

    /** A part of these. */
    default Bytes slice(long from, long length) {
        Bytes all = this;
        return new Bytes() {
            @Override
            public long size() {
                return length;
            }

            @Override
            public void read(long position, ByteBuffer into) throws IOException {
                all.read(from + position, into);
            }
        };
    }

    /** A file. Reading by position needs no second copy, as a mapping of a growing file would. */
    static Bytes of(Path file) {
        return new Bytes() {
            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public void read(long position, ByteBuffer into) throws IOException {
                try (FileChannel channel = FileChannel.open(file)) {
                    long at = position;
                    while (into.hasRemaining()) {
                        int got = channel.read(into, at);
                        if (got < 0) {
                            throw new IOException("the file became shorter while it was read");
                        }
                        at += got;
                    }
                }
            }
        };
    }

    /** An array that nobody changes. */
    static Bytes of(byte[] array) {
        return new Bytes() {
            @Override
            public long size() {
                return array.length;
            }

            @Override
            public void read(long position, ByteBuffer into) {
                into.put(array, Math.toIntExact(position), into.remaining());
            }
        };
    }
}
