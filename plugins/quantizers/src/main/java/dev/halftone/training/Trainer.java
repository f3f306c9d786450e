package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.Workbench;
import java.util.Optional;
import java.util.SplittableRandom;

/** Runs the epochs of one training. What happens in an epoch depends on nothing but the state. */
public final class Trainer {
    private final Training training;
    private final Workbench bench;
    private final Program program;
    private final Layout layout;
    private final State state;
    private final Batches batches;
    private final long steps;

    /**
     * @param program compiled to learn something
     */
    public Trainer(Training training, Workbench bench, Program program) {
        this.training = training;
        this.bench = bench;
        this.program = program;
        this.layout = Layout.of(program);
        this.state = new Start(bench, program, layout).state();
        this.batches = bench.batches().of(training.batch());
        this.steps = (long) batches.count() * training.epochs();
    }

    /** Trains, from the bookmark on if there is one. */
    public Learned run() {
        Optional<Bookmark.Page> page = bench.bookmark().last();
        page.ifPresent(state::restore);
        int done = page.map(last -> Integer.parseInt(last.facts().get("epochs"))).orElse(0);
        try (Progress progress = bench.progress("train", steps)) {
            progress.advance((long) done * batches.count());
            for (int epoch = done; epoch < training.epochs(); epoch++) {
                epoch(epoch, progress);
                bench.bookmark().keep(state.page(epoch + 1));
            }
        }
        return new Learned(layout.names(), layout.part(state.values()));
    }

    private void epoch(int epoch, Progress progress) {
        SplittableRandom random = new SplittableRandom(bench.seed() + epoch);
        long[] step = {(long) epoch * batches.count()};
        double[] mean = {Double.NaN};
        batches.shuffled(random.nextLong())
                .forEach(
                        batch -> {
                            double loss = step(batch, step[0]++, random);
                            check(loss, epoch);
                            mean[0] = Double.isNaN(mean[0]) ? loss : 0.98 * mean[0] + 0.02 * loss;
                            progress.note(
                                    String.format(
                                            "epoch %d of %d, loss %.3f",
                                            epoch + 1, training.epochs(), mean[0]));
                            progress.advance(1);
                        });
    }

    private double step(Batch batch, long step, SplittableRandom random) {
        try (NDManager scope = bench.manager().newSubManager()) {
            state.lend(scope);
            NDList inputs = new NDList(batch.inputs());
            inputs.forEach(input -> input.tempAttach(scope));
            inputs.set(0, training.augment().apply(inputs.get(0), random));
            NDArray leaf = state.values().duplicate();
            leaf.setRequiresGradient(true);
            double loss = backward(leaf, inputs, batch, scope);
            double rate = training.schedule().at(step, steps, training.warmUp()) * training.rate();
            NDArray gradient = clipped(leaf.getGradient());
            training.optimizer().apply(state, gradient, rate, training.weightDecay(), step);
            return loss;
        }
    }

    private double backward(NDArray leaf, NDList inputs, Batch batch, NDManager scope) {
        try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
            NDArray logits = program.run(inputs, layout.part(leaf)).get(0);
            logits.attach(scope);
            NDArray loss = new CrossEntropy(training.labelSmoothing()).of(logits, batch.examples());
            collector.backward(loss);
            return loss.getFloat();
        }
    }

    private NDArray clipped(NDArray gradient) {
        if (training.clip() > 0) {
            double norm = gradient.norm().getFloat();
            gradient.muli(Math.min(1, training.clip() / (norm + 1e-6)));
        }
        return gradient;
    }

    private void check(double loss, int epoch) {
        if (!Double.isFinite(loss)) {
            throw new ProblemException(
                    Problem.of(
                                    "training-diverged",
                                    "the loss is no longer a number in epoch " + (epoch + 1))
                            .hint("lower 'rate' or raise 'warm-up'"));
        }
    }
}
