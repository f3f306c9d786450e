package dev.halftone.cli;

import dev.halftone.bench.CalibrationSpeed;
import dev.halftone.bench.Observers;
import dev.halftone.bench.Speed;
import dev.halftone.experiment.Experiment;
import dev.halftone.json.Json;
import dev.halftone.problem.Nearest;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.run.RunOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code bench FILE…}. */
final class BenchCommand implements Command {
    private static final int USUAL_ROUNDS = 9;
    private static final int FEWEST_ROUNDS = 5;
    private static final Flag JSON = Flag.of("json", "one line of JSON per file");
    private static final Flag BATCH =
            Flag.value("batch", "N", "examples per batch, whatever the file says");
    private static final Flag ROUNDS =
            Flag.value("rounds", "N", "how often each mode is measured; 9 by default, 5 or more");

    private static final Flag CALIBRATION =
            Flag.of("calibration", "what each observer costs instead, and a step of learning");
    private static final Flag OBSERVER =
            Flag.value("observer", "ID", "this one alone, of --calibration; repeatable");

    @Override
    public Page page() {
        return Page.of(
                        "bench",
                        "Measures how fast a network runs in each mode",
                        """
                        halftone bench experiments/bench/vit-tiny.yaml
                        vit-tiny   engine  ms per batch of 8  images/s  ratio
                        float      torch   210.4              38.0      1.00
                        simulated  torch   270.1              29.6      1.28
                        halftone bench experiments/bench/vit-tiny.yaml --calibration
                        vit-tiny    ms per batch of 8  ratio  inputs alone  deciding ms  MiB
                        float       108.8              1.00   1.00
                        min-max     156.2              1.44   1.16          12           661
                        percentile  415.4              3.82   2.01          102          747\
                        """)
                .arguments("FILE…", 1, Integer.MAX_VALUE, Page.Takes.FILES)
                .more(
                        """
                        The modes take turns on the same batch; a time is the median of all rounds, a
                        ratio compares it with float's in the same engine. One batch of the
                        experiment's data decides the plan. Of a network that takes prompts, what
                        depends on the picture alone is measured: the image encoder.

                        With --calibration: each observer looks at every activation there is, for 8
                        bits per tensor; its ratio compares what it gathers with a plain float pass,
                        and so does the next one where it looks at what matrix products read alone.
                        Then come the time that it thinks about all sites once, and the most memory
                        of the process over 4 and over 16 batches. If a step of the experiment
                        learns, one of its steps is compared with a float pass through the same part
                        of the network.\
                        """)
                .with(CALIBRATION, OBSERVER, JSON, BATCH, ROUNDS, Flag.SET, Flag.DEVICE, Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        int rounds = number(call, ROUNDS, FEWEST_ROUNDS).orElse(USUAL_ROUNDS);
        Optional<Integer> batch = number(call, BATCH, 1);
        RunOptions options =
                new RunOptions(
                        Path.of("."),
                        call.value(Flag.DEVICE),
                        Optional.empty(),
                        false,
                        new TerminalConsole(call.terminal()));
        List<String> sets = new ArrayList<>(call.values(Flag.SET));
        batch.ifPresent(size -> sets.add("batch=" + size));
        try (Workspace workspace = Workspace.open(call)) {
            List<Experiment> experiments =
                    call.arguments().stream().map(file -> workspace.read(file, sets)).toList();
            for (Experiment experiment : experiments) {
                lines(call, workspace, experiment, options, rounds).forEach(call::out);
            }
        }
        return Exit.DONE;
    }

    private static List<String> lines(
            Call call, Workspace workspace, Experiment experiment, RunOptions options, int rounds) {
        if (call.has(CALIBRATION)) {
            CalibrationSpeed speed =
                    workspace
                            .runs()
                            .benchCalibration(
                                    experiment, observers(call, workspace), options, rounds);
            return call.has(JSON)
                    ? List.of(CalibrationText.json(speed))
                    : CalibrationText.table(speed);
        }
        Speed speed = workspace.runs().bench(experiment, options, rounds);
        return call.has(JSON) ? List.of(json(speed)) : table(speed);
    }

    private static Map<String, RangeObserver> observers(Call call, Workspace workspace) {
        Map<String, RangeObserver> all = Observers.of(workspace.catalog());
        List<String> asked = call.values(OBSERVER);
        for (String id : asked) {
            if (!all.containsKey(id)) {
                Optional<String> near = Nearest.to(id, all.keySet());
                throw new Misuse(
                        "wrong-value",
                        "there is no observer '%s' that needs no parameters".formatted(id),
                        near.map(name -> "did you mean '" + name + "'?")
                                .orElse("there are " + String.join(", ", all.keySet())));
            }
        }
        all.keySet().removeIf(id -> !asked.isEmpty() && !asked.contains(id));
        return all;
    }

    private static Optional<Integer> number(Call call, Flag flag, int least) {
        Optional<String> word = call.value(flag);
        if (word.isPresent() && !isNumber(word.get(), least)) {
            throw new Misuse(
                    "wrong-value",
                    "--%s takes a whole number of at least %d, not '%s'"
                            .formatted(flag.name(), least, word.get()),
                    "see 'halftone help bench'");
        }
        return word.map(Integer::valueOf);
    }

    private static boolean isNumber(String word, int least) {
        return word.matches("[0-9]{1,6}") && Integer.parseInt(word) >= least;
    }

    private static String json(Speed speed) {
        List<Map<String, Object>> modes = new ArrayList<>();
        for (Speed.Pace pace : speed.modes()) {
            modes.add(
                    Map.of(
                            "mode", pace.mode(),
                            "engine", pace.engine(),
                            "ms", pace.ms(),
                            "ratio", pace.ratio()));
        }
        return Json.line(Map.of("model", speed.model(), "batch", speed.batch(), "modes", modes));
    }

    private static List<String> table(Speed speed) {
        List<List<String>> rows = new ArrayList<>();
        String each = "ms per batch of " + speed.batch();
        rows.add(List.of(speed.model(), "engine", each, "images/s", "ratio"));
        for (Speed.Pace pace : speed.modes()) {
            rows.add(
                    List.of(
                            pace.mode(),
                            pace.engine(),
                            digits("%.1f", pace.ms()),
                            digits("%.1f", speed.perSecond(pace)),
                            digits("%.2f", pace.ratio())));
        }
        return Columns.of(rows);
    }

    private static String digits(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
