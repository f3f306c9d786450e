package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.TensorSpec;
import java.util.Map;

/** A file of named tensors, of whatever format, opened and checked; data is read when asked for. */
interface TensorFile {

    /** Names, types in the file, and shapes, in file order. */
    Map<String, TensorSpec> tensors();

    /** What the file says about itself. */
    Map<String, String> metadata();

    /** One tensor in the type of the file; 16-bit types come as float32. */
    NDArray read(String name, NDManager manager);
}
