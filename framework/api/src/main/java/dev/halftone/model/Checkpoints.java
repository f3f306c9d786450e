package dev.halftone.model;

import ai.djl.ndarray.NDManager;
import java.io.InputStream;

/** Opens files of weights and remembers their checksums for the manifest. */
public interface Checkpoints {

    /**
     * Opens a file.
     *
     * @param file relative to the experiment file, or absolute
     */
    Checkpoint open(String file);

    /** Reads a checkpoint that a pack carries as a resource. */
    Checkpoint embedded(String name, InputStream resource);

    /**
     * Reads a file that holds a network whole, as ONNX files do, with the data it keeps beside it.
     *
     * @param file relative to the experiment file, or absolute
     */
    StoredNetwork network(String file);

    /** Owns the weights of the run, on the run's device. */
    NDManager manager();
}
