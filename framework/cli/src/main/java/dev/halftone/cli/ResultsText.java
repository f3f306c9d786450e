package dev.halftone.cli;

import dev.halftone.run.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes rows as a Markdown page: the command that made it, the table, and what to beware of. */
final class ResultsText {
    private static final MathContext DIGITS = new MathContext(4);

    private ResultsText() {}

    static List<String> lines(String command, List<Row> rows) {
        List<Row> sorted =
                rows.stream()
                        .sorted(Comparator.comparing(row -> !row.bits().startsWith("32/32")))
                        .toList();
        Set<String> metrics = new TreeSet<>();
        rows.forEach(row -> metrics.addAll(row.scores().keySet()));
        List<String> caveats =
                rows.stream().flatMap(row -> row.caveats().stream()).distinct().toList();
        List<String> lines = new ArrayList<>();
        lines.add("# Results");
        lines.add("");
        lines.add("Made by `" + command + "`, on " + examples(rows) + " examples.");
        lines.add(
                "Bits are of weights/activations, and of probabilities where these differ; seconds");
        lines.add("are for calibrating and deciding, on whatever machine it was.");
        lines.add("");
        lines.add("| experiment | bits | " + String.join(" | ", metrics) + " | MiB | seconds |");
        lines.add("|---|---|" + "---:|".repeat(metrics.size() + 2));
        sorted.forEach(row -> lines.add(line(row, metrics, caveats)));
        for (int i = 0; i < caveats.size(); i++) {
            lines.add("");
            lines.add(mark(i) + " Not to be compared with other rows: " + caveats.get(i) + ".");
        }
        return lines;
    }

    private static String examples(List<Row> rows) {
        return rows.stream()
                .map(row -> String.valueOf(row.examples()))
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private static String line(Row row, Set<String> metrics, List<String> caveats) {
        String marks =
                row.caveats().stream()
                        .map(caveat -> " " + mark(caveats.indexOf(caveat)))
                        .collect(Collectors.joining());
        List<String> cells = new ArrayList<>(List.of(row.experiment() + marks, row.bits()));
        metrics.forEach(
                metric ->
                        cells.add(
                                row.scores().containsKey(metric)
                                        ? number(row.scores().get(metric))
                                        : "–"));
        cells.add(number(row.mebibytes()));
        cells.add(row.seconds() < 1 ? "< 1" : String.valueOf(Math.round(row.seconds())));
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String mark(int index) {
        return "[" + (index + 1) + "]";
    }

    /** Four digits, without zeros at the end. */
    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        BigDecimal rounded = BigDecimal.valueOf(value).round(DIGITS);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
