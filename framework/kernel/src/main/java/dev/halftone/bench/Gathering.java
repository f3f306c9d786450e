package dev.halftone.bench;

import ai.djl.ndarray.NDList;
import dev.halftone.engine.Observation;
import dev.halftone.program.Program;

/**
 * An observation that takes turns with programs.
 *
 * @param observation takes every batch in
 */
record Gathering(Observation observation) implements Program {

    @Override
    public NDList run(NDList inputs) {
        observation.add(inputs);
        return inputs;
    }

    @Override
    public void close() {
        observation.close();
    }
}
