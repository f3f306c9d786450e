package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Bookmark;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Rebuilds one unit: loss = mean over all but the second dimension of Σ over it of w·(unit(x) −
 * target)², plus AdaRound's regulariser; w is 1, or the importance divided by its mean over all
 * outputs. What happens in a step depends on nothing but the state, the seed and the step's number.
 */
final class UnitTraining {
    private final String unit;
    private final Rebuilding how;
    private final Program program;
    private final Map<String, SoftRounding> weights;
    private final Optional<Scales> scales;
    private final List<Cache> inputs;
    private final List<Cache> targets;
    private final List<Cache> importance;
    private final long seed;
    private final NDManager manager;

    /**
     * @param unit its path
     * @param program of the unit, which learns the weights and the scales
     * @param weights by parameter name
     * @param inputs what the program reads, in order
     * @param targets what it should make, in order
     * @param importance what an error of each counts, in order; empty where all count alike
     */
    UnitTraining(
            String unit,
            Rebuilding how,
            Program program,
            Map<String, SoftRounding> weights,
            Optional<Scales> scales,
            List<Cache> inputs,
            List<Cache> targets,
            List<Cache> importance,
            long seed,
            NDManager manager) {
        this.unit = unit;
        this.how = how;
        this.program = program;
        this.weights = weights;
        this.scales = scales;
        this.inputs = inputs;
        this.targets = targets;
        this.importance = importance;
        this.seed = seed;
        this.manager = manager;
    }

    /**
     * Takes one step.
     *
     * @return the loss without the regulariser
     */
    double step(int step) {
        SplittableRandom random = new SplittableRandom(seed + step * 0x9E3779B97F4A7C15L);
        int[] images = draw(random);
        try (NDManager scope = manager.newSubManager()) {
            // Decides which values are dropped.
            scope.getEngine().setRandomSeed(random.nextInt() & Integer.MAX_VALUE);
            Map<String, NDArray> leaves = new LinkedHashMap<>();
            weights.forEach((name, rounding) -> leaves.put(name, rounding.leaf(scope)));
            Optional<NDArray> flat = scales.map(s -> s.leaf(scope));
            double loss = backward(images, leaves, flat, scope);
            check(loss, step);
            weights.forEach(
                    (name, rounding) ->
                            rounding.step(
                                    leaves.get(name).getGradient(),
                                    how.weight(step),
                                    how.beta(step),
                                    how.roundingRate(),
                                    step));
            flat.ifPresent(
                    leaf -> scales.get().step(leaf.getGradient(), how.scaleRate(step), step));
            return loss;
        }
    }

    private double backward(
            int[] images, Map<String, NDArray> leaves, Optional<NDArray> flat, NDManager scope) {
        NDList given = taken(inputs, images, scope);
        NDList wanted = taken(targets, images, scope);
        try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
            Map<String, NDArray> learned = new HashMap<>(leaves);
            flat.ifPresent(leaf -> learned.putAll(scales.get().parts(leaf)));
            List<NDArray> ordered = program.learned().stream().map(learned::get).toList();
            NDList made = program.run(given, ordered);
            NDArray loss = distance(made, wanted, images, 0);
            for (int i = 1; i < made.size(); i++) {
                loss = loss.add(distance(made, wanted, images, i));
            }
            Gradients.backward(collector, loss);
            return loss.getFloat();
        }
    }

    private NDArray distance(NDList made, NDList wanted, int[] images, int output) {
        NDArray square = made.get(output).sub(wanted.get(output)).square();
        if (!importance.isEmpty()) {
            NDArray weights = importance.get(output).take(images, square.getManager());
            square = square.mul(weights.div(Cache.mean(importance)));
        }
        return square.getShape().dimension() > 1 ? square.sum(new int[] {1}).mean() : square.mean();
    }

    private static NDList taken(List<Cache> caches, int[] images, NDManager scope) {
        NDList values = new NDList();
        caches.forEach(cache -> values.add(cache.take(images, scope)));
        return values;
    }

    /** Some images, none twice. */
    private int[] draw(SplittableRandom random) {
        int[] all = new int[targets.get(0).rows()];
        Arrays.setAll(all, i -> i);
        int count = Math.min(how.batch(), all.length);
        for (int i = 0; i < count; i++) {
            int other = i + random.nextInt(all.length - i);
            int kept = all[i];
            all[i] = all[other];
            all[other] = kept;
        }
        return Arrays.copyOf(all, count);
    }

    private void check(double loss, int step) {
        if (!Double.isFinite(loss)) {
            throw new ProblemException(
                    Problem.of(
                                    "training-diverged",
                                    "the error of the unit '%s' is no longer a number in step %d"
                                            .formatted(unit, step + 1))
                            .hint(
                                    step == 0
                                            ? "before anything is learned: its inputs, weights or"
                                                    + " grids are not finite, or too large to"
                                                    + " be squared"
                                            : "lower the learning rates or 'weight'"));
        }
    }

    /** What is needed to go on. */
    Map<String, NDArray> page() {
        Map<String, NDArray> page = new HashMap<>();
        weights.forEach((name, rounding) -> page.putAll(rounding.page("rounding/" + name)));
        scales.ifPresent(s -> page.putAll(s.page()));
        return page;
    }

    void restore(Bookmark.Page page) {
        weights.forEach((name, rounding) -> rounding.restore(page, "rounding/" + name));
        scales.ifPresent(s -> s.restore(page));
    }
}
