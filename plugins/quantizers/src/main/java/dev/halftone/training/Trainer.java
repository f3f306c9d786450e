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
    private final Teacher teacher;
    private final Batches batches;
    private final Best best;
    private final NDArray gradient;
    private final int together;
    private final long steps;

    /**
     * @param program compiled to learn something
     * @param teacher what distillation follows
     */
    public Trainer(Training training, Workbench bench, Program program, Teacher teacher) {
        this.training = training;
        this.bench = bench;
        this.program = program;
        this.layout = Layout.of(program);
        this.teacher = teacher;
        this.state = new Start(bench, program, layout, training.optimizer()).state();
        Batches all = bench.batches();
        int examples = all.of(1).count();
        int trained = examples - (int) Math.round(examples * training.holdOut());
        boolean split = trained < examples;
        Batches mixed = split ? all.shuffled(bench.seed()) : all;
        this.batches = (split ? mixed.range(0, trained) : all).of(training.batch());
        this.best =
                split
                        ? new Best(Optional.of(mixed.range(trained, examples).of(training.batch())))
                        : new Best(Optional.empty());
        this.gradient = state.values().zerosLike();
        boolean prompted = bench.graph().inputs().size() > 1;
        if (prompted && training.augment() != Augment.NONE) {
            throw new ProblemException(
                    Problem.of("moved-prompts", "'augment' would move pictures, but not prompts")
                            .hint("leave out 'augment'"));
        }
        // A network that takes prompts takes one picture at a time.
        this.together = prompted ? training.batch() : 1;
        this.steps = stepsPerEpoch() * training.epochs();
    }

    private long stepsPerEpoch() {
        return (batches.count() + together - 1L) / together;
    }

    /** Trains, from the bookmark on if there is one. */
    public Learned run() {
        Optional<Bookmark.Page> page = bench.bookmark().last();
        page.ifPresent(state::restore);
        page.ifPresent(best::restore);
        int done = page.map(last -> Integer.parseInt(last.facts().get("epochs"))).orElse(0);
        try (Progress progress =
                bench.progress("train", (long) batches.count() * training.epochs())) {
            progress.advance((long) done * batches.count());
            for (int epoch = done; epoch < training.epochs(); epoch++) {
                epoch(epoch, progress);
                best.look(program, layout, state.values(), bench.manager());
                bench.bookmark().keep(best.on(state.page(epoch + 1)));
            }
        }
        return new Learned(layout.names(), layout.part(best.or(state.values())));
    }

    private void epoch(int epoch, Progress progress) {
        SplittableRandom random = new SplittableRandom(bench.seed() + epoch);
        long[] step = {epoch * stepsPerEpoch()};
        int[] done = {0};
        double[] mean = {Double.NaN};
        batches.shuffled(random.nextLong())
                .forEach(
                        batch -> {
                            double loss = gather(batch, random);
                            check(loss, epoch);
                            done[0]++;
                            int gathered = done[0] % together == 0 ? together : done[0] % together;
                            if (gathered == together || done[0] == batches.count()) {
                                step(gathered, step[0]++);
                            }
                            mean[0] = Double.isNaN(mean[0]) ? loss : 0.98 * mean[0] + 0.02 * loss;
                            progress.note(
                                    String.format(
                                            "epoch %d of %d, loss %.3f",
                                            epoch + 1, training.epochs(), mean[0]));
                            progress.advance(1);
                        });
    }

    /** Adds the gradient of one batch. */
    private double gather(Batch batch, SplittableRandom random) {
        try (NDManager scope = bench.manager().newSubManager()) {
            state.lend(scope);
            gradient.tempAttach(scope);
            NDList inputs = new NDList(batch.inputs());
            inputs.forEach(input -> input.tempAttach(scope));
            inputs.set(0, training.augment().apply(inputs.get(0), random));
            NDArray leaf = state.values().duplicate();
            leaf.setRequiresGradient(true);
            double loss = backward(leaf, inputs, batch, scope);
            gradient.addi(leaf.getGradient());
            return loss;
        }
    }

    /** Walks against the mean of the gradients gathered, and forgets them. */
    private void step(int gathered, long step) {
        try (NDManager scope = bench.manager().newSubManager()) {
            state.lend(scope);
            gradient.tempAttach(scope);
            double rate = training.schedule().at(step, steps, training.warmUp()) * training.rate();
            NDArray mean = clipped(gradient.div(gathered));
            training.optimizer().apply(state, mean, rate, training.weightDecay(), step);
            gradient.subi(gradient);
        }
    }

    private double backward(NDArray leaf, NDList inputs, Batch batch, NDManager scope) {
        Objective objective = Objective.usual(training.labelSmoothing());
        Optional<NDArray> taught = teacher.logits(inputs);
        try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
            NDList outputs = program.run(inputs, layout.part(leaf));
            outputs.attach(scope);
            NDArray loss = objective.of(outputs, batch);
            if (taught.isPresent()) {
                NDArray far =
                        Teacher.distance(taught.get(), outputs.get(0), training.temperature());
                loss = loss.add(far.mul((float) training.distillation()));
            }
            Gradients.backward(collector, loss);
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
            Origin.search(bench);
            throw new ProblemException(
                    Problem.of(
                                    "training-diverged",
                                    "the loss is no longer a number in epoch " + (epoch + 1))
                            .hint("lower 'rate' or raise 'warm-up'"));
        }
    }
}
