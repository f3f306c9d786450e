package dev.halftone.bench;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;

/**
 * A fixed number of a dataset's first examples, again from the start where it has fewer.
 *
 * @param all the dataset, which has at least one
 * @param size how many
 */
record Few(Examples all, int size) implements Examples {

    @Override
    public Example get(int index) {
        return all.get(index % all.size());
    }

    @Override
    public String fingerprint() {
        return all.fingerprint() + " " + size;
    }

    @Override
    public void close() {
        all.close();
    }
}
