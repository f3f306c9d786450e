package dev.halftone.dataset;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import java.util.Arrays;

/**
 * Grey pictures and their labels from a pair of IDX files, in memory.
 *
 * @param split begins each example's name
 * @param pictures of dimensions (count, height, width)
 * @param labels of dimension (count)
 * @param size how many, from the first
 */
record IdxExamples(String split, Idx pictures, Idx labels, int size) implements Examples {

    @Override
    public Example get(int index) {
        int height = pictures.dimensions()[1];
        int width = pictures.dimensions()[2];
        int from = index * height * width;
        byte[] pixels = Arrays.copyOfRange(pictures.values(), from, from + height * width);
        return new Example(
                "%s-%05d".formatted(split, index),
                new Picture(width, height, 1, pixels),
                new Label(Byte.toUnsignedInt(labels.values()[index])));
    }

    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint();
        for (int i = 0; i < size; i++) {
            Example example = get(i);
            fingerprint
                    .add(example.name())
                    .add(((Label) example.target()).index())
                    .add(example.picture().width())
                    .add(example.picture().pixels());
        }
        return fingerprint.hex();
    }

    @Override
    public void close() {}
}
