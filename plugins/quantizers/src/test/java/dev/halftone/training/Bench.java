package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.data.Example;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A workbench over pictures in memory. */
record Bench(
        Engine engine,
        NDManager manager,
        Graph graph,
        Map<String, NDArray> weights,
        Plan plan,
        Rows rows,
        Notebook bookmark)
        implements Workbench {

    @Override
    public List<Site> sites() {
        return Sites.of(graph);
    }

    @Override
    public NDArray parameter(String name) {
        return weights.get(name);
    }

    @Override
    public Map<Site, Distribution> distributions(List<Site> sites) {
        return Map.of();
    }

    @Override
    public Batches batches() {
        return rows;
    }

    @Override
    public Program program(Graph piece, Plan with, Set<String> learned) {
        return engine.compile(piece, weights, with, learned);
    }

    @Override
    public long seed() {
        return 11;
    }

    @Override
    public Progress progress(String what, long units) {
        return new Quiet();
    }

    /** Says nothing. */
    record Quiet() implements Progress {
        @Override
        public void advance(long units) {}

        @Override
        public void note(String words) {}

        @Override
        public void close() {}
    }

    /** Examples with their inputs, one row each. */
    record Rows(NDManager manager, List<float[]> inputs, List<Example> examples, int size)
            implements Batches {

        @Override
        public int count() {
            return (inputs.size() + size - 1) / size;
        }

        @Override
        public void forEach(Consumer<Batch> use) {
            for (int start = 0; start < inputs.size(); start += size) {
                int end = Math.min(start + size, inputs.size());
                try (NDManager batch = manager.newSubManager()) {
                    NDArray array =
                            batch.create(inputs.subList(start, end).toArray(float[][]::new));
                    use.accept(new Batch(new NDList(array), examples.subList(start, end)));
                }
            }
        }

        @Override
        public Batches shuffled(long seed) {
            List<float[]> others = new ArrayList<>(inputs);
            List<Example> same = new ArrayList<>(examples);
            Collections.shuffle(others, new Random(seed));
            Collections.shuffle(same, new Random(seed));
            return new Rows(manager, others, same, size);
        }

        @Override
        public Batches range(int from, int to) {
            return new Rows(manager, inputs.subList(from, to), examples.subList(from, to), size);
        }

        @Override
        public Batches of(int other) {
            return new Rows(manager, inputs, examples, other);
        }
    }

    /** Keeps pages, copied, and can be torn out of someone's hands after some of them. */
    static final class Notebook implements Bookmark {
        private final NDManager manager;
        private final int most;
        private final List<Page> pages = new ArrayList<>();

        Notebook(NDManager manager, int most) {
            this.manager = manager;
            this.most = most;
        }

        @Override
        public Optional<Page> last() {
            return pages.isEmpty() ? Optional.empty() : Optional.of(pages.get(pages.size() - 1));
        }

        @Override
        public void keep(Page page) {
            Map<String, NDArray> copies = new HashMap<>();
            page.arrays()
                    .forEach(
                            (name, array) -> {
                                NDArray copy = array.duplicate();
                                copy.attach(manager);
                                copies.put(name, copy);
                            });
            pages.add(new Page(copies, page.facts()));
            if (pages.size() == most) {
                throw new IllegalStateException("the light went out");
            }
        }

        /** The same pages, with room for more. */
        Notebook reopened() {
            Notebook other = new Notebook(manager, Integer.MAX_VALUE);
            other.pages.addAll(pages);
            return other;
        }
    }
}
