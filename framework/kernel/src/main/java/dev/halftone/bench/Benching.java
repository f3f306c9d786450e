package dev.halftone.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.bench.Alternation.Entry;
import dev.halftone.data.Examples;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.graph.TensorSpec;
import dev.halftone.phase.Calibrate;
import dev.halftone.phase.Loaded;
import dev.halftone.phase.Prepare;
import dev.halftone.phase.Prepared;
import dev.halftone.phase.Quantize;
import dev.halftone.plan.Plan;
import dev.halftone.prompting.Pieces;
import dev.halftone.quantize.Progress;
import dev.halftone.run.Console;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Measures an experiment's network in every mode. One batch of examples decides the plan, which is
 * enough for its speed, and is what the programs run on. Of a network that takes prompts, the part
 * that depends on the picture alone is measured.
 */
public final class Benching {
    private final Prepare prepare;
    private final Calibrate calibrate;
    private final Quantize quantize;
    private final Console console;

    @Inject
    Benching(Prepare prepare, Calibrate calibrate, Quantize quantize, Console console) {
        this.prepare = prepare;
        this.calibrate = calibrate;
        this.quantize = quantize;
        this.console = console;
    }

    /**
     * @param rounds how often each mode is measured
     */
    public Speed of(Experiment experiment, int rounds) {
        try (Prepared prepared = prepare.from(experiment)) {
            Loaded loaded = few(prepared.loaded());
            Prepared small = new Prepared(loaded, prepared.identity(), prepared.draft());
            Plan plan = quantize.from(calibrate.from(small)).plan();
            return new Speed(
                    experiment.name(),
                    loaded.experiment().batch(),
                    measure(loaded, plan, new Alternation(rounds, System::nanoTime)));
        }
    }

    static Loaded few(Loaded all) {
        int batch = all.experiment().batch();
        return new Loaded(
                all.experiment(),
                all.engine(),
                all.network(),
                all.weights(),
                all.calibration().map(examples -> new Few(examples, batch)),
                all.evaluation().map(examples -> new Few(examples, batch)),
                all.sites(),
                all.steps());
    }

    /** Where another engine simulates, its float program takes part too. */
    private List<Speed.Pace> measure(Loaded loaded, Plan plan, Alternation alternation) {
        String engine = loaded.engine().name();
        String other = loaded.engine().simulating();
        List<Entry> entries = new ArrayList<>();
        try (NDManager manager = loaded.engine().manager().newSubManager()) {
            entries.add(new Entry(Mode.FLOAT.word(), engine, loaded.inFloat()));
            if (!other.equals(engine)) {
                entries.add(new Entry(Mode.INTEGER.word(), engine, loaded.compile(plan, true)));
                entries.add(new Entry(Mode.FLOAT.word(), other, loaded.compile(Plan.EMPTY, false)));
            }
            entries.add(new Entry(Mode.SIMULATED.word(), other, loaded.compile(plan, false)));
            if (other.equals(engine)) {
                entries.add(new Entry(Mode.INTEGER.word(), engine, loaded.compile(plan, true)));
            }
            long runs = (long) entries.size() * alternation.runs();
            try (Progress progress = console.progress("bench", runs)) {
                return alternation.of(
                        alone(entries), alone(loaded, inputs(loaded, manager)), progress);
            }
        } finally {
            entries.forEach(entry -> entry.program().close());
        }
    }

    /** Of a network that takes prompts, what depends on the picture alone. */
    private static List<Entry> alone(List<Entry> entries) {
        return entries.stream()
                .map(
                        entry ->
                                entry.program() instanceof Pieces pieces
                                        ? new Entry(entry.mode(), entry.engine(), pieces.picture())
                                        : entry)
                .toList();
    }

    private static NDList alone(Loaded loaded, NDList inputs) {
        Set<String> prompts =
                loaded.network()
                        .prompting()
                        .map(prompting -> Set.of(prompting.points(), prompting.labels()))
                        .orElse(Set.of());
        NDList pictures = new NDList();
        for (int i = 0; i < inputs.size(); i++) {
            if (!prompts.contains(loaded.network().graph().inputs().get(i).name())) {
                pictures.add(inputs.get(i));
            }
        }
        return pictures;
    }

    /** One batch of pictures if the experiment names any, else of noise. */
    static NDList inputs(Loaded loaded, NDManager manager) {
        NDList inputs = new NDList();
        Optional<Examples> examples = loaded.evaluation().or(loaded::calibration);
        if (examples.isPresent()) {
            loaded.batches(examples.get())
                    .forEach(
                            batch -> batch.inputs().forEach(one -> inputs.add(kept(one, manager))));
        } else {
            int batch = loaded.experiment().batch();
            loaded.network()
                    .graph()
                    .inputs()
                    .forEach(input -> inputs.add(noise(input, batch, manager)));
        }
        return inputs;
    }

    private static NDArray kept(NDArray input, NDManager manager) {
        NDArray copy = input.duplicate();
        copy.attach(manager);
        return copy;
    }

    /** Normal numbers; dimensions that only the data would tell are the batch. */
    private static NDArray noise(TensorSpec input, int batch, NDManager manager) {
        long[] shape = input.shape().getShape();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = shape[i] < 0 ? batch : shape[i];
        }
        return manager.randomNormal(new Shape(shape)).toType(input.type(), false);
    }
}
