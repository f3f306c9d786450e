package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.distribution.Statistics;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.Workbench;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A workbench over a network and inputs in memory, with the kernel's own statistics. */
record Desk(
        Engine engine,
        NDManager manager,
        Graph graph,
        Map<String, NDArray> weights,
        Plan plan,
        List<float[]> pictures,
        Shape shape,
        Statistics statistics)
        implements Workbench {
    private static final Preprocessing GREY =
            new Preprocessing(
                    "none",
                    0,
                    Preprocessing.Interpolation.BILINEAR,
                    List.of(0.5),
                    List.of(0.5),
                    Preprocessing.Channels.GRAY,
                    1 / 255.0);

    static Desk of(
            Engine engine,
            Graph graph,
            Map<String, NDArray> weights,
            Plan plan,
            List<float[]> pictures,
            Shape shape) {
        Network network = new Network(graph, weights, GREY);
        NDManager manager = engine.manager().newSubManager();
        Pictures batches = new Pictures(manager, pictures, shape, 2);
        Statistics.Calibration calibration =
                new Statistics.Calibration(
                        () -> batches, () -> Console.SILENT.progress("calibrate", 1));
        Statistics statistics = new Statistics(engine, network, plan, calibration);
        return new Desk(engine, manager, graph, weights, plan, pictures, shape, statistics);
    }

    /** The same network after a plan. */
    Desk after(Plan more) {
        return of(engine, graph, weights, plan.then(more), pictures, shape);
    }

    @Override
    public List<Site> sites() {
        return Sites.of(graph);
    }

    @Override
    public NDArray parameter(String name) {
        return statistics.parameter(name);
    }

    @Override
    public Map<Site, Distribution> distributions(List<Site> sites) {
        return statistics.gathering(sites, manager);
    }

    @Override
    public Batches batches() {
        return new Pictures(manager, pictures, shape, 2);
    }

    @Override
    public Program program(Graph piece, Plan with, Set<String> learned) {
        Map<String, NDArray> values = new HashMap<>(weights);
        values.putAll(plan.parameters());
        return engine.compile(piece, values, with, learned);
    }

    /** What the network answers to all pictures with a plan. */
    float[] answer(Plan with) {
        try (NDManager inside = manager.newSubManager();
                Program program = program(graph, with, Set.of())) {
            Batch all = new Pictures(manager, pictures, shape, pictures.size()).all(inside, 0);
            return program.run(all.inputs()).get(0).toFloatArray();
        }
    }

    @Override
    public long seed() {
        return 5;
    }

    @Override
    public Progress progress(String what, long units) {
        return Console.SILENT.progress(what, units);
    }

    @Override
    public Bookmark bookmark() {
        return new Bookmark() {
            @Override
            public Optional<Page> last() {
                return Optional.empty();
            }

            @Override
            public void keep(Page page) {}
        };
    }

    private record Pictures(NDManager manager, List<float[]> values, Shape shape, int size)
            implements Batches {

        @Override
        public int count() {
            return (values.size() + size - 1) / size;
        }

        @Override
        public void forEach(Consumer<Batch> use) {
            for (int start = 0; start < values.size(); start += size) {
                int end = Math.min(start + size, values.size());
                try (NDManager inside = manager.newSubManager()) {
                    List<float[]> some = values.subList(start, end);
                    use.accept(new Pictures(manager, some, shape, size).all(inside, start));
                }
            }
        }

        Batch all(NDManager inside, int first) {
            NDList rows = new NDList();
            List<Example> examples = new ArrayList<>();
            for (float[] value : values) {
                rows.add(inside.create(value, shape));
                Picture grey = new Picture(1, 1, 1, new byte[1]);
                examples.add(
                        new Example("picture-" + (first + examples.size()), grey, new Label(0)));
            }
            return new Batch(new NDList(NDArrays.stack(rows)), examples);
        }

        @Override
        public Batches shuffled(long seed) {
            return this;
        }

        @Override
        public Batches range(int from, int to) {
            return new Pictures(manager, values.subList(from, to), shape, size);
        }

        @Override
        public Batches of(int other) {
            return new Pictures(manager, values, shape, other);
        }
    }
}
