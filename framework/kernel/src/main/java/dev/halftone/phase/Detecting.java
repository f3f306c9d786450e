package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.engine.Engine;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.StoredNetwork;
import dev.halftone.plan.Plan;
import dev.halftone.program.Networks;
import dev.halftone.program.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A network that a dataset asks about its pictures, in float, on the experiment's device.
 *
 * @param inputs of its graph
 * @param sha256 of its file
 * @param program which one thread runs at a time
 * @param manager of the engine
 */
record Detecting(List<TensorSpec> inputs, String sha256, Program program, NDManager manager)
        implements Networks.Running {

    static Networks.Running open(Engine engine, CheckpointFiles files, Path file) {
        StoredNetwork stored = files.network(file.toString());
        return new Detecting(
                stored.graph().inputs(),
                files.sha256().get(file.toString()),
                engine.compile(stored.graph(), stored.weights(), Plan.EMPTY, Set.of()),
                engine.manager());
    }

    @Override
    public Networks.Answer run(float[] values, Shape shape) {
        synchronized (program) {
            try (NDManager own = manager.newSubManager()) {
                NDList outputs = program.run(new NDList(own.create(values, shape)));
                NDArray first = outputs.get(0);
                return new Networks.Answer(first.getShape(), first.toFloatArray());
            }
        }
    }

    @Override
    public void close() {
        synchronized (program) {
            program.close();
        }
    }
}
