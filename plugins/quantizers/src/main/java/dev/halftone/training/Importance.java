package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Workbench;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How much an error in a value that a unit makes matters to the network: for every image and value
 * z, w = Σₖ (∂yₖ/∂z)², y the float network's first output. That is the diagonal of the Fisher
 * information if y is the mean of a normal distribution of variance 1, so that no labels are
 * needed. It is estimated with {@value #DRAWS} vectors r of random signs per image: on average
 * (∂(r·y)/∂z)² is w. Sums over these vectors are kept; only their ratios count.
 *
 * <p>BRECQ (Li et al., ICLR 2021, equation 10) weighs squares the same way, by the squared gradient
 * of the task's loss. Its code takes the divergence between the answers of the float network and of
 * one quantized up to the unit instead, and adds 1 to the size of each gradient.
 */
final class Importance {
    private static final int DRAWS = 4;

    private final Workbench bench;
    private final Program tail;
    private final List<NDArray> fixed;
    private final List<Cache> targets;
    private final List<Cache> weights;
    private final long seed;
    private int seen;

    private Importance(Workbench bench, Program tail, List<Cache> targets, long seed) {
        this.bench = bench;
        this.tail = tail;
        this.fixed = tail.learned().stream().map(tail.initial()::get).toList();
        this.targets = targets;
        this.weights = targets.stream().map(target -> new Cache()).toList();
        this.seed = seed;
    }

    /**
     * The weights of a unit's outputs, in order and as large.
     *
     * @param targets what the float unit makes of each image
     */
    static List<Cache> of(Workbench bench, Unit unit, List<Cache> targets, long seed) {
        Graph tail = tail(bench.graph(), unit);
        try (Program program =
                bench.program(tail, bench.plan().withoutGrids(), tail.parameters().keySet())) {
            Importance importance = new Importance(bench, program, targets, seed);
            bench.batches().forEach(importance::add);
            return importance.weights;
        }
    }

    /** Refuses a unit that the network's first output does not depend on. */
    static void check(Graph graph, Unit unit) {
        Graph tail = tail(graph, unit);
        Set<String> read = new HashSet<>(tail.outputs());
        tail.nodes().forEach(node -> read.addAll(node.inputs()));
        if (Collections.disjoint(read, unit.outputs())) {
            String message =
                    "'loss: fisher' wants units that the network's first output depends on, and"
                            + " '%s' is none";
            throw new ProblemException(
                    Problem.of("no-effect", message.formatted(unit.path()))
                            .hint("write loss: mse, or leave it out of 'units'"));
        }
    }

    /** What makes the first output of what the unit gives. */
    private static Graph tail(Graph graph, Unit unit) {
        List<TensorSpec> given = new ArrayList<>(graph.inputs());
        unit.outputs().forEach(v -> given.add(new TensorSpec(v, DataType.FLOAT32, new Shape(-1))));
        return graph.between(given, graph.outputs().subList(0, 1));
    }

    private void add(Batch batch) {
        int count = batch.examples().size();
        int[] images = IntStream.range(seen, seen + count).toArray();
        seen += count;
        try (NDManager scope = bench.manager().newSubManager()) {
            scope.getEngine().setRandomSeed((int) (seed + seen) & Integer.MAX_VALUE);
            List<NDArray> sums = squares(batch, images, scope);
            for (int draw = 1; draw < DRAWS; draw++) {
                List<NDArray> more = squares(batch, images, scope);
                IntStream.range(0, more.size()).forEach(i -> sums.get(i).addi(more.get(i)));
            }
            IntStream.range(0, sums.size()).forEach(i -> weights.get(i).add(sums.get(i), count));
        }
    }

    /** The squared gradients of the outputs' sum with random signs. */
    private List<NDArray> squares(Batch batch, int[] images, NDManager scope) {
        NDList values = new NDList(batch.inputs());
        List<NDArray> leaves = targets.stream().map(t -> t.take(images, scope)).toList();
        leaves.forEach(leaf -> leaf.setRequiresGradient(true));
        values.addAll(leaves);
        try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
            NDList made = tail.run(values, fixed);
            made.attach(scope);
            NDArray y = made.get(0);
            NDArray signs = scope.randomUniform(0, 1, y.getShape()).sub(0.5).sign();
            Gradients.backward(collector, y.mul(signs).sum());
        }
        return leaves.stream().map(leaf -> leaf.getGradient().square()).toList();
    }
}
