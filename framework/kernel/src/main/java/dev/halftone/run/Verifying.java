package dev.halftone.run;

import dev.halftone.directory.Disk;
import dev.halftone.run.VerifyReport.Difference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Repeats a run elsewhere and compares. */
final class Verifying {

    /** Files that are the same bytes whenever a run is repeated on the same device. */
    private static final List<String> SAME =
            List.of("scores.json", "plan.json", "plan.safetensors", RunFolder.OUTPUTS);

    private final Runs runs;
    private final Setting setting;
    private final Console console;

    Verifying(Runs runs, Setting setting, Console console) {
        this.runs = runs;
        this.setting = setting;
        this.console = console;
    }

    VerifyReport of(RunFolder run) {
        Path elsewhere = Disk.temporary("halftone-verify");
        try {
            RunOptions options =
                    new RunOptions(elsewhere, Optional.empty(), Optional.empty(), false, console);
            var experiment = setting.reader().apply(run.path().resolve(RunFolder.EXPERIMENT));
            return compare(run, RunFolder.of(runs.run(experiment, options).directory()));
        } finally {
            Disk.delete(elsewhere);
        }
    }

    private static VerifyReport compare(RunFolder before, RunFolder now) {
        List<String> same = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        for (String file : SAME.stream().filter(before::has).toList()) {
            if (Arrays.equals(before.bytes(file), now.bytes(file))) {
                same.add(file);
            } else {
                differences.addAll(differences(file, before, now));
            }
        }
        return new VerifyReport(
                before.path(), same, differences, values(RunFolder.MANIFEST, before, now));
    }

    private static List<Difference> differences(String file, RunFolder before, RunFolder now) {
        List<Difference> keys =
                file.endsWith(".json") ? values(file, before, now) : List.<Difference>of();
        return keys.isEmpty()
                ? List.of(new Difference(file, "", size(before.bytes(file)), size(now.bytes(file))))
                : keys;
    }

    private static String size(byte[] bytes) {
        return bytes.length + " bytes";
    }

    private static List<Difference> values(String file, RunFolder before, RunFolder now) {
        return Comparing.differing(List.of(before.json(file), now.json(file))).stream()
                .map(
                        row ->
                                new Difference(
                                        file, row.key(), row.values().get(0), row.values().get(1)))
                .toList();
    }
}
