package dev.halftone.cli;

import dev.halftone.run.Comparison;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code compare RUN RUN…}. */
final class CompareCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "compare",
                        "Shows the parameters, then the numbers, in which runs differ",
                        """
                        halftone compare runs/quickstart-1f0c7a52 runs/quickstart-90b1cc07
                        parameters             quickstart-1f0c7a52  quickstart-90b1cc07
                        quantize[0].uniform.bits  6                 4\
                        """)
                .more(
                        """
                        Where both were evaluated on the same pictures, it also says how far the
                        outputs for the first of them are from those of the first run: how two
                        engines, machines or modes differ.\
                        """)
                .arguments("RUN RUN…", 2, Integer.MAX_VALUE, Page.Takes.FOLDERS);
    }

    @Override
    public Exit run(Call call) {
        List<Path> runs = call.arguments().stream().map(RunFolder::named).toList();
        try (Workspace workspace = Workspace.open(call)) {
            Comparison comparison = workspace.runs().compare(runs);
            table("parameters", comparison.runs(), comparison.parameters()).forEach(call::out);
            call.out("");
            table("numbers", comparison.runs(), comparison.numbers()).forEach(call::out);
            if (!comparison.outputs().isEmpty()) {
                call.out("");
                String what = "outputs for %d pictures".formatted(comparison.pictures());
                table(what, comparison.runs(), comparison.outputs()).forEach(call::out);
            }
        }
        return Exit.DONE;
    }

    private static List<String> table(
            String what, List<String> runs, List<Comparison.Row> differing) {
        if (differing.isEmpty()) {
            return List.of("the same " + what);
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(what, runs));
        differing.forEach(difference -> rows.add(row(difference.key(), difference.values())));
        return Columns.of(rows);
    }

    private static List<String> row(String first, List<String> rest) {
        List<String> row = new ArrayList<>(List.of(first));
        rest.forEach(value -> row.add(value.isEmpty() ? "–" : value));
        return row;
    }
}
