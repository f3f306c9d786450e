package dev.halftone.dataset;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzipped IDX file of unsigned bytes, the format of MNIST: a magic number, the dimensions as
 * big-endian integers, then the values (yann.lecun.com/exdb/mnist).
 *
 * @param dimensions the first is the number of items
 * @param values item by item
 */
record Idx(int[] dimensions, byte[] values) {
    private static final int UNSIGNED_BYTES = 0x0800;
    private static final int LONGEST_SIDE = 4096;

    static Idx read(InputStream gz, int rank) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(gz, 1 << 16))) {
            if (in.readInt() != UNSIGNED_BYTES + rank) {
                throw new IOException("it is no IDX file of " + rank + " dimensions");
            }
            int[] dimensions = new int[rank];
            long size = 1;
            for (int i = 0; i < rank; i++) {
                dimensions[i] = in.readInt();
                boolean plausible = i == 0 ? dimensions[i] >= 0 : side(dimensions[i]);
                size *= dimensions[i];
                if (!plausible || size > Integer.MAX_VALUE) {
                    throw new IOException("its header says sizes that cannot be");
                }
            }
            byte[] values = in.readNBytes((int) size);
            if (values.length < size) {
                throw new EOFException();
            }
            return new Idx(dimensions, values);
        }
    }

    private static boolean side(int length) {
        return length >= 1 && length <= LONGEST_SIDE;
    }

    int count() {
        return dimensions[0];
    }

    /** What went wrong, for the user. */
    static String reason(IOException e) {
        if (e instanceof EOFException) {
            return "it is cut off";
        }
        return e instanceof ZipException ? "it is not gzip, or damaged" : e.getMessage();
    }
}
