package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The engine, for checks that need numbers: on the CPU, so that they are the same everywhere. */
final class Lab implements AutoCloseable {
    private final Engine engine = TorchEngine.start("cpu");

    Engine engine() {
        return engine;
    }

    NDManager manager() {
        return engine.manager();
    }

    /** Where values land on a grid. */
    float[] snap(Grid grid, float[] values, Shape shape) {
        GraphBuilder g = Graph.builder("snap");
        Value x = g.input("x", DataType.FLOAT32, shape.getShape());
        Graph graph = g.build(grid.snap(g.at("site"), x));
        try (NDManager inside = manager().newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            g.arrays()
                    .forEach(
                            (name, array) ->
                                    arrays.put(
                                            name,
                                            inside.create(
                                                    array, graph.parameters().get(name).shape())));
            try (Program program = engine.compile(graph, arrays, Plan.EMPTY, Set.of())) {
                return program.run(new NDList(inside.create(values, shape))).get(0).toFloatArray();
            }
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
