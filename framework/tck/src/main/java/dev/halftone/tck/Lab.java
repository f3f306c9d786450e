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
import dev.halftone.planfile.PlanFile;
import dev.halftone.program.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

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
        return snaps(grid, shape, List.of(results -> values)).get(0);
    }

    /**
     * Several inputs to one compiled grid, each made from the results so far; minus zero is zero.
     */
    List<float[]> snaps(Grid grid, Shape shape, List<Function<List<float[]>, float[]>> inputs) {
        GraphBuilder g = Graph.builder("snap");
        Value x = g.input("x", DataType.FLOAT32, shape.getShape());
        Graph graph = g.build(grid.snap(g.at("site"), x));
        List<float[]> results = new ArrayList<>();
        try (NDManager inside = manager().newSubManager();
                Program program =
                        engine.compile(graph, arrays(g, graph, inside), Plan.EMPTY, Set.of())) {
            for (Function<List<float[]>, float[]> input : inputs) {
                NDList in = new NDList(inside.create(input.apply(results), shape));
                results.add(unsigned(program.run(in).get(0).toFloatArray()));
            }
        }
        return results;
    }

    private static Map<String, NDArray> arrays(GraphBuilder g, Graph graph, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        g.arrays()
                .forEach(
                        (name, values) -> {
                            Shape shape = graph.parameters().get(name).shape();
                            arrays.put(name, manager.create(values, shape));
                        });
        return arrays;
    }

    private static float[] unsigned(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }

    /** A plan after a trip through its files. */
    Plan writtenAndRead(Plan plan, Graph graph, ClassLoader grids) {
        try (NDManager inside = manager().newSubManager()) {
            Path folder = Files.createTempDirectory("halftone-plan");
            try {
                PlanFile.write(folder, plan, graph, inside);
                return new PlanFile(name -> type(name, grids)).read(folder, inside);
            } finally {
                try (Stream<Path> files = Files.list(folder)) {
                    files.forEach(file -> file.toFile().delete());
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Class<?>> type(String name, ClassLoader loader) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
