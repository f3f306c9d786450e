package dev.halftone.data;

import dev.halftone.program.Networks;

/** Brings pictures as stored, with targets. Preprocessing belongs to the model. */
@FunctionalInterface
public interface DatasetSource {

    /** Opens it; a missing folder, a bad index and an empty selection are problems. */
    Examples open();

    /** The same, where something must be detected in the pictures first. */
    default Examples open(Networks networks) {
        return open();
    }
}
