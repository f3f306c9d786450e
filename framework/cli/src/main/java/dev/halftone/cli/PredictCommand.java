package dev.halftone.cli;

import dev.halftone.data.Box;
import dev.halftone.data.Prompt;
import dev.halftone.data.Prompt.Point;
import dev.halftone.experiment.Experiment;
import dev.halftone.predict.ClassNames;
import dev.halftone.predict.Prediction;
import dev.halftone.predict.Question;
import dev.halftone.run.RunOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code predict FILE --image I}. */
final class PredictCommand implements Command {
    private static final String NUMBER = "-?[0-9]+(\\.[0-9]*)?";
    private static final Flag IMAGE = Flag.files("image", "FILE", "the picture");
    private static final Flag BOX =
            Flag.value("box", "X0,Y0,X1,Y1", "segment what is in it, in pixels; repeatable");
    private static final Flag POINT =
            Flag.value("point", "X,Y,LABEL", "1 on what to segment, 0 on what not; repeatable");
    private static final Flag CLASSES =
            Flag.files("classes", "FILE", "what classes are called, one in each line");
    private static final Flag OUT =
            Flag.files("out", "DIR", "where to write; predictions/NAME-IMAGE by default");
    private static final Flag RUNS =
            Flag.files("runs", "DIR", "where a finished run is looked for; runs by default");

    @Override
    public Page page() {
        return Page.of(
                        "predict",
                        "Answers one picture in float and quantized, side by side",
                        """
                        halftone predict experiments/sam/tiny-sam.yaml --image truck.jpg \\
                            --box 75,275,1725,850
                        …
                        predicted: predictions/tiny-sam-truck\
                        """)
                .arguments("FILE", 1, 1, Page.Takes.FILES)
                .more(
                        """
                        FILE is an experiment or a run directory. The plan of a finished run is used
                        where there is one, without a look at its data; else the network is
                        quantized first, which takes the calibration data. DIR gets picture.png
                        and the raw outputs, outputs.safetensors, as float/NAME and quantized/NAME.
                        Each --box is a prompt of its own and all --point together are one; one box
                        with points is a single prompt, the points saying what in the box is meant.\
                        """)
                .with(
                        IMAGE,
                        BOX,
                        POINT,
                        CLASSES,
                        OUT,
                        RUNS,
                        Flag.SET,
                        Flag.DEVICE,
                        RunFlags.MODE,
                        Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        String image = call.value(IMAGE).orElseThrow(PredictCommand::noImage);
        List<Prompt> prompts = prompts(call);
        Path given = Path.of(call.arguments().get(0));
        Optional<Path> run =
                Files.isDirectory(given)
                        ? Optional.of(RunFolder.named(given.toString()))
                        : Optional.empty();
        Path file = run.map(folder -> folder.resolve("experiment.yaml")).orElse(given);
        ClassNames classes =
                call.value(CLASSES).map(Path::of).map(ClassNames::of).orElse(ClassNames.NONE);
        Question question = Question.of(Path.of(image), prompts, classes);
        try (Workspace workspace = Workspace.open(call)) {
            Experiment experiment = workspace.read(file.toString(), call.values(Flag.SET));
            Path out =
                    call.value(OUT)
                            .map(Path::of)
                            .orElse(
                                    Path.of(
                                            "predictions",
                                            experiment.name() + "-" + question.name()));
            RunOptions usual = RunFlags.options(call);
            RunOptions options =
                    new RunOptions(
                            Path.of(call.value(RUNS).orElse("runs")),
                            usual.device(),
                            usual.mode(),
                            false,
                            usual.console());
            show(call, workspace.runs().predict(experiment, options, question, run, out));
        }
        return Exit.DONE;
    }

    private static void show(Call call, Prediction prediction) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(prediction.header());
        rows.addAll(prediction.rows());
        Columns.of(rows).forEach(call::out);
        call.out("predicted: " + prediction.directory());
    }

    private static Misuse noImage() {
        return new Misuse(
                "missing-option",
                "'predict' takes --image FILE, and it was not given",
                "see 'halftone help predict'");
    }

    /**
     * Each box is a prompt of its own, all points together are one more, or belong to the one box.
     */
    private static List<Prompt> prompts(Call call) {
        List<Prompt> prompts = new ArrayList<>();
        for (String text : call.values(BOX)) {
            double[] at = numbers(BOX, text, 4);
            Box box = Box.between(at[0], at[1], at[2], at[3]);
            if (box.width() <= 0 || box.height() <= 0) {
                throw wrong(BOX, text, "the left, top, right and bottom edge");
            }
            prompts.add(Prompt.box(box, 1, 0, OptionalInt.empty()));
        }
        List<Point> points = new ArrayList<>();
        for (String text : call.values(POINT)) {
            double[] at = numbers(POINT, text, 3);
            if (at[2] != 0 && at[2] != 1) {
                throw wrong(POINT, text, "x, y and the label 1 or 0");
            }
            points.add(new Point(at[0], at[1], (int) at[2]));
        }
        if (!points.isEmpty() && prompts.size() == 1) {
            // The box's corners come last, as Segment Anything was trained.
            points.addAll(prompts.remove(0).points());
        }
        if (!points.isEmpty()) {
            prompts.add(new Prompt(points, 1, 0, OptionalInt.empty()));
        }
        return prompts;
    }

    private static double[] numbers(Flag flag, String text, int count) {
        String[] words = text.split(",", -1);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            String word = i < words.length ? words[i].trim() : "";
            if (words.length != count || !word.matches(NUMBER)) {
                throw wrong(flag, text, count + " numbers with commas between");
            }
            numbers[i] = Double.parseDouble(word);
        }
        return numbers;
    }

    private static Misuse wrong(Flag flag, String text, String what) {
        return new Misuse(
                "wrong-value",
                "--%s takes %s, not '%s'".formatted(flag.name(), what, text),
                "as in --%s %s".formatted(flag.name(), flag.value()));
    }
}
