package dev.halftone.phase;

import dev.halftone.experiment.Experiment;
import dev.halftone.journal.Journal;
import dev.halftone.report.Summary;
import jakarta.inject.Inject;

/** Runs an experiment: five phases, each taking what the one before gave. */
public final class Pipeline {

    private final Journal journal;
    private final Prepare prepare;
    private final Calibrate calibrate;
    private final Quantize quantize;
    private final Evaluate evaluate;
    private final Report report;

    @Inject
    Pipeline(
            Journal journal,
            Prepare prepare,
            Calibrate calibrate,
            Quantize quantize,
            Evaluate evaluate,
            Report report) {
        this.journal = journal;
        this.prepare = prepare;
        this.calibrate = calibrate;
        this.quantize = quantize;
        this.evaluate = evaluate;
        this.report = report;
    }

    public Summary run(Experiment experiment) {
        try (Prepared prepared = journal.phase("prepare", () -> prepare.from(experiment))) {
            Calibrated calibrated = journal.phase("calibrate", () -> calibrate.from(prepared));
            Quantized quantized = journal.phase("quantize", () -> quantize.from(calibrated));
            Evaluated evaluated = journal.phase("evaluate", () -> evaluate.from(quantized));
            return journal.phase("report", () -> report.from(evaluated));
        }
    }
}
