package dev.halftone.program;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs networks from files for a dataset that needs one to know what to ask, as a detector of boxes
 * is. Their checksums are noted in the manifest.
 */
@FunctionalInterface
public interface Networks {

    /**
     * Reads an ONNX file and compiles it in float.
     *
     * @throws dev.halftone.problem.ProblemException when it is missing, broken, or has operators
     *     that are not known
     */
    Running open(Path file);

    /** A network that is ready to run. Any thread may run it; they take turns. */
    interface Running extends AutoCloseable {

        List<TensorSpec> inputs();

        /** SHA-256 of the file, in hexadecimal. */
        String sha256();

        /**
         * Runs it on one float32 input.
         *
         * @param shape of the input
         */
        Answer run(float[] values, Shape shape);

        @Override
        void close();
    }

    /**
     * The first output of a network.
     *
     * @param shape its own
     * @param values row by row
     */
    record Answer(Shape shape, float[] values) {}
}
