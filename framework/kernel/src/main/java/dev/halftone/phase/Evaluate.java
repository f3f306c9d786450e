package dev.halftone.phase;

import dev.halftone.data.Examples;
import dev.halftone.experiment.Mode;
import dev.halftone.journal.Journal;
import dev.halftone.picture.Loader;
import dev.halftone.program.Program;
import dev.halftone.quantize.Progress;
import dev.halftone.report.Pace;
import dev.halftone.run.Console;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/**
 * The fourth phase: one pass over the evaluation data through the float and the quantized network,
 * then a look at every site.
 */
public final class Evaluate {

    private final Analyse analyse;
    private final Console console;
    private final Journal journal;

    @Inject
    Evaluate(Analyse analyse, Console console, Journal journal) {
        this.analyse = analyse;
        this.console = console;
        this.journal = journal;
    }

    public Evaluated from(Quantized quantized) {
        Loaded loaded = quantized.prepared().loaded();
        Execution execution = Execution.of(loaded, quantized.plan());
        execution.lines().forEach(journal::say);
        Optional<Program> program =
                execution.mode() == Mode.FLOAT
                        ? Optional.empty()
                        : Optional.of(execution.compile(loaded, quantized.plan()));
        Pass pass;
        Pace pace;
        List<List<float[]>> answers = List.of();
        try (Program inFloat = loaded.inFloat()) {
            pass = new Pass(loaded, inFloat, program);
            loaded.evaluation()
                    .ifPresentOrElse(
                            examples -> run(pass, loaded, examples),
                            () -> Analyse.few(loaded).ifPresent(few -> few.forEach(pass::look)));
            pace = pass.pace();
            answers = program.map(made -> analyse.answers(loaded, made)).orElse(List.of());
        } finally {
            program.ifPresent(Program::close);
        }
        return new Evaluated(
                quantized,
                execution,
                execution.drift(loaded, quantized.plan()),
                pass.scores(),
                pass.outputs(),
                analyse.of(quantized, answers),
                pace);
    }

    private void run(Pass pass, Loaded loaded, Examples examples) {
        Loader batches = loaded.whole(examples);
        try (Progress progress = console.progress("evaluate", batches.size())) {
            batches.forEach(
                    batch -> {
                        pass.add(batch);
                        progress.advance(batch.examples().size());
                    });
        }
        pass.waited(batches.secondsWaited());
        journal.note("waited %.2f s for pictures".formatted(batches.secondsWaited()));
    }
}
