package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import dev.halftone.data.Instances;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.journal.Journal;
import dev.halftone.metric.Segment;
import dev.halftone.plan.Plan;
import dev.halftone.planfile.PlanFile;
import dev.halftone.predict.Answer;
import dev.halftone.predict.Prediction;
import dev.halftone.predict.Question;
import dev.halftone.predict.Writing;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.prompting.Segments;
import dev.halftone.quantize.Batch;
import dev.halftone.run.Setting;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has one picture answered by an experiment's network, in float and quantized. */
public final class Predict {

    private final Prepare prepare;
    private final Calibrate calibrate;
    private final Quantize quantize;
    private final Setting setting;
    private final Journal journal;

    @Inject
    Predict(
            Prepare prepare,
            Calibrate calibrate,
            Quantize quantize,
            Setting setting,
            Journal journal) {
        this.prepare = prepare;
        this.calibrate = calibrate;
        this.quantize = quantize;
        this.setting = setting;
        this.journal = journal;
    }

    /**
     * Data is opened only where the network has to be quantized first.
     *
     * @param runs where a finished run of the experiment may lie, whose plan is used then
     * @param out the folder to write into
     */
    public Prediction of(Experiment experiment, Question question, Path runs, Path out) {
        Reuse reuse = Reuse.of(experiment, setting, runs);
        if (reuse.isPossible()) {
            try (Prepared prepared = prepare.from(experiment.bare())) {
                Loaded loaded = prepared.loaded();
                check(loaded, question);
                Optional<Path> run = reuse.fitting(loaded);
                if (run.isPresent()) {
                    return answered(loaded, read(run.get(), loaded), question, out);
                }
            }
        }
        try (Prepared prepared = prepare.from(experiment.unscored())) {
            check(prepared.loaded(), question);
            Plan plan = quantize.from(calibrate.from(prepared)).plan();
            return answered(prepared.loaded(), plan, question, out);
        }
    }

    /**
     * The same with the plan of a run, which needs no data.
     *
     * @param run a finished run of the experiment
     * @param out the folder to write into
     */
    public Prediction after(Experiment experiment, Question question, Path run, Path out) {
        try (Prepared prepared = prepare.from(experiment.bare())) {
            Loaded loaded = prepared.loaded();
            check(loaded, question);
            return answered(loaded, read(run, loaded), question, out);
        }
    }

    private Plan read(Path run, Loaded loaded) {
        journal.say("with the plan of " + run);
        return new PlanFile(setting.types()).read(run, loaded.engine().manager());
    }

    private static void check(Loaded loaded, Question question) {
        boolean takes = loaded.network().prompting().isPresent();
        if (takes && question.prompts().isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "no-prompt",
                                    "the model segments what prompts show, and none is given")
                            .hint("--box X0,Y0,X1,Y1 or --point X,Y,LABEL, in pixels"));
        }
        if (!takes && !question.prompts().isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                            "superfluous-prompt",
                            "the model takes pictures alone, no boxes and no points"));
        }
    }

    private Prediction answered(Loaded loaded, Plan plan, Question question, Path out) {
        Execution execution = Execution.of(loaded, plan);
        execution.lines().forEach(journal::say);
        List<Prediction> made = new ArrayList<>();
        try (Program inFloat = loaded.compile(Plan.EMPTY, false);
                Program quantized = loaded.compile(plan, execution.mode() == Mode.INTEGER)) {
            loaded.whole(question.examples())
                    .forEach(
                            batch -> {
                                NDList before = inFloat.run(batch.inputs());
                                NDList after = quantized.run(batch.inputs());
                                Answer first = answer("float", loaded, before, batch, question);
                                Answer second =
                                        answer(
                                                execution.mode().word(),
                                                loaded,
                                                after,
                                                batch,
                                                question);
                                List<String> names = loaded.network().graph().outputs();
                                Writing.outputs(out, names, before, after);
                                made.add(Writing.sheet(out, question, first, second));
                            });
        }
        return made.get(0);
    }

    private static Answer answer(
            String title, Loaded loaded, NDList outputs, Batch batch, Question question) {
        Instances asked = (Instances) batch.examples().get(0).target();
        List<Segment> segments =
                loaded.network()
                        .prompting()
                        .map(prompting -> Segments.of(prompting, outputs, asked, asked.prompts()))
                        .orElse(List.of());
        NDArray first = outputs.get(0);
        boolean classes = segments.isEmpty() && Classes.isIn(loaded.network().graph(), first);
        float[] logits =
                classes ? first.toType(DataType.FLOAT32, false).toFloatArray() : new float[0];
        question.classes().fit(logits.length);
        return new Answer(title, segments, logits, question.classes());
    }
}
