package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.Workbench;
import dev.halftone.run.Console;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A workbench over the tiny network, with twelve pictures to calibrate on. */
final class TinyBench implements Workbench, AutoCloseable {
    private final TinyNetwork network;
    private final Lab lab;
    private final NDManager manager;
    private final Map<String, NDArray> weights;
    private final Map<Site, Seen> seen;
    private final Plan plan;

    /**
     * @param quantized whether an earlier step put every weight and activation on 8 bits
     */
    TinyBench(TinyNetwork network, Lab lab, boolean quantized) {
        this.network = network;
        this.lab = lab;
        this.manager = lab.manager().newSubManager();
        this.weights = network.weights(manager);
        this.seen = network.seen(lab);
        this.plan = quantized ? eightBits() : Plan.EMPTY;
    }

    private Plan eightBits() {
        Selector everywhere = new Selector("**");
        Plan plan = Plan.EMPTY;
        for (Map.Entry<Site, Seen> at : seen.entrySet()) {
            if (everywhere.matches(at.getKey(), Selector.Default.OPERANDS)) {
                boolean weight = at.getKey().isWeight();
                plan = plan.with(at.getKey(), Affine.covering(at.getValue().range(), 8, weight));
            }
        }
        return plan;
    }

    Map<Site, Seen> seen() {
        return seen;
    }

    @Override
    public Graph graph() {
        return network.graph();
    }

    @Override
    public List<Site> sites() {
        return List.copyOf(seen.keySet());
    }

    @Override
    public Plan plan() {
        return plan;
    }

    @Override
    public NDArray parameter(String name) {
        return weights.get(name);
    }

    @Override
    public Map<Site, Distribution> distributions(List<Site> sites) {
        Map<Site, Distribution> asked = new LinkedHashMap<>();
        sites.forEach(site -> asked.put(site, seen.get(site)));
        return asked;
    }

    @Override
    public Batches batches() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < TinyNetwork.BATCHES * TinyNetwork.BATCH; i++) {
            all.add(i);
        }
        return new Pictures(all, TinyNetwork.BATCH, manager);
    }

    @Override
    public Program program(Graph graph, Plan some, Set<String> learned) {
        return lab.engine().compile(graph, weights, some, learned);
    }

    @Override
    public NDManager manager() {
        return manager;
    }

    @Override
    public long seed() {
        return 7;
    }

    @Override
    public Progress progress(String what, long units) {
        return Console.SILENT.progress(what, units);
    }

    @Override
    public Bookmark bookmark() {
        return new Kept();
    }

    @Override
    public void close() {
        manager.close();
    }

    /** Forgets with the bench. */
    private static final class Kept implements Bookmark {
        private Optional<Page> page = Optional.empty();

        @Override
        public Optional<Page> last() {
            return page;
        }

        @Override
        public void keep(Page newer) {
            page = Optional.of(newer);
        }
    }

    /** The calibration pictures in some order. */
    private record Pictures(List<Integer> order, int size, NDManager manager) implements Batches {
        private static final int PIXELS = TinyNetwork.SIDE * TinyNetwork.SIDE;

        @Override
        public int count() {
            return (order.size() + size - 1) / size;
        }

        @Override
        public void forEach(Consumer<Batch> use) {
            for (int i = 0; i < order.size(); i += size) {
                try (NDManager inside = manager.newSubManager()) {
                    use.accept(batch(order.subList(i, Math.min(i + size, order.size())), inside));
                }
            }
        }

        private static Batch batch(List<Integer> numbers, NDManager manager) {
            float[] values = new float[numbers.size() * PIXELS];
            List<Example> examples = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                int number = numbers.get(i);
                float[] from = TinyNetwork.pictures(number / TinyNetwork.BATCH);
                int at = number % TinyNetwork.BATCH * PIXELS;
                System.arraycopy(from, at, values, i * PIXELS, PIXELS);
                examples.add(example(number));
            }
            return new Batch(TinyNetwork.list(manager, values), examples);
        }

        private static Example example(int number) {
            Picture grey = new Picture(TinyNetwork.SIDE, TinyNetwork.SIDE, 1, new byte[PIXELS]);
            return new Example("picture-" + number, grey, new Label(number % TinyNetwork.CLASSES));
        }

        @Override
        public Batches shuffled(long seed) {
            List<Integer> other = new ArrayList<>(order);
            Collections.shuffle(other, new Random(seed));
            return new Pictures(other, size, manager);
        }

        @Override
        public Batches range(int from, int to) {
            return new Pictures(order.subList(from, to), size, manager);
        }

        @Override
        public Batches of(int other) {
            return new Pictures(order, other, manager);
        }
    }
}
