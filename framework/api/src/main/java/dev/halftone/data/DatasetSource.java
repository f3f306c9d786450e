package dev.halftone.data;

/** Brings pictures as stored, with targets. Preprocessing belongs to the model. */
@FunctionalInterface
public interface DatasetSource {

    /** Opens it; a missing folder, a bad index and an empty selection are problems. */
    Examples open();
}
