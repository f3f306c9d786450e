package dev.halftone.checkpoint;

import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Kinds of files of weights, told by their content and never by their name. */
enum Format {
    SAFETENSORS,
    /** PyTorch's since 1.6, and NumPy's archives. */
    ZIP,
    /** PyTorch's before. */
    PICKLE;

    private static final int LOOK = 16;

    static Format of(String name, Bytes bytes) {
        byte[] start = start(name, bytes);
        if (start.length == 0) {
            throw BadCheckpoint.because(name, "it is empty");
        }
        if (start.length > 8 && start[8] == '{') {
            return SAFETENSORS;
        }
        if (startsWith(start, 'P', 'K', 3, 4)) {
            return ZIP;
        }
        if (startsWith(start, 0x80, 2)) {
            return PICKLE;
        }
        throw new ProblemException(
                BadCheckpoint.problem(name, foreign(start))
                        .hint("readable are: safetensors, PyTorch (.pth, .pt) and NumPy (.npz)"));
    }

    private static String foreign(byte[] start) {
        if (startsWith(start, 'P', 'K')) {
            return "it is an empty zip archive";
        }
        if (startsWith(start, 0x80)) {
            return "it is a Python pickle that PyTorch did not write";
        }
        if (startsWith(start, 0x89, 'H', 'D', 'F')) {
            return "it is an HDF5 file, as Keras writes them";
        }
        if (startsWith(start, 'v', 'e', 'r', 's', 'i', 'o', 'n', ' ')) {
            return "it is a Git LFS pointer in place of the file: fetch the file itself";
        }
        return "its content is of no kind known here";
    }

    private static boolean startsWith(byte[] start, int... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (i >= start.length || start[i] != (byte) wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] start(String name, Bytes bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(LOOK, bytes.size()));
            bytes.read(0, buffer);
            return buffer.array();
        } catch (IOException e) {
            throw BadCheckpoint.because(name, "reading failed", e);
        }
    }
}
