package dev.halftone.dataset;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.data.Pictures;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.util.List;

/**
 * Labelled pictures in a store, read when they are asked for.
 *
 * @param store closed with this
 * @param folder of the store that the files are in: empty, or a path that ends in a slash
 * @param files in order
 * @param upright whether pictures are turned as EXIF says
 */
record StoredExamples(Store store, String folder, List<Labelled> files, boolean upright)
        implements Examples {

    /**
     * A picture's file.
     *
     * @param path below the folder
     * @param index its class
     */
    record Labelled(String path, int index) {}

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Example get(int index) {
        Labelled file = files.get(index);
        byte[] bytes = bytes(file);
        Picture picture =
                upright ? Pictures.upright(file.path, bytes) : Pictures.decode(file.path, bytes);
        return new Example(file.path, picture, new Label(file.index));
    }

    private byte[] bytes(Labelled file) {
        try {
            return store.read(folder + file.path);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            "broken-picture",
                            "the picture '%s' cannot be read: %s"
                                    .formatted(file.path, "the disk or the zip gives no more")),
                    e);
        }
    }

    /**
     * Covers paths, classes and every byte of the files. Reading them all costs a few hundredths of
     * what decoding them does.
     */
    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint();
        for (Labelled file : files) {
            fingerprint.add(file.path).add(file.index).add(bytes(file));
        }
        if (upright) {
            fingerprint.add("upright");
        }
        return fingerprint.hex();
    }

    @Override
    public void close() {
        store.close();
    }
}
