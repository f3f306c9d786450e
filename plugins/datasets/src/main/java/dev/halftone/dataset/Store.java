package dev.halftone.dataset;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Files below a root, in a folder or a zip, known by their paths with slashes. */
interface Store extends AutoCloseable {
    /** No picture's file is larger; what claims to be is not read. */
    int MOST_BYTES = 256 << 20;

    Set<String> PICTURES =
            Set.of("jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "webp", "ppm", "pgm");

    /** Paths of all files below a folder, relative to it, sorted. */
    List<String> below(String folder) throws IOException;

    byte[] read(String path) throws IOException;

    @Override
    void close();

    /** Whether a path names a picture and no part of it is hidden. */
    static boolean isPicture(String path) {
        for (String part : path.split("/")) {
            if (part.startsWith(".") || part.equals("__MACOSX")) {
                return false;
            }
        }
        String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return PICTURES.contains(ending);
    }

    static ProblemException broken(String path, String reason) {
        return new ProblemException(
                Problem.of(
                        "broken-picture", "the picture '" + path + "' cannot be read: " + reason));
    }
}
