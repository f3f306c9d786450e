package dev.halftone.cli;

import dev.halftone.report.Blame;
import dev.halftone.report.SiteLine;
import dev.halftone.report.Summary;
import dev.halftone.report.Summary.ScoreLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What {@code run} prints at its end: scores, where the error arises, size, the directory. */
final class SummaryText {

    private SummaryText() {}

    static List<String> lines(Summary summary) {
        List<String> lines = new ArrayList<>();
        String mode = summary.mode().word();
        lines.add(summary.experiment() + ", " + mode + ", " + summary.examples() + " examples");
        lines.addAll(scores(summary));
        for (String caveat : summary.caveats()) {
            lines.add("");
            lines.add("not to be compared with other numbers: " + caveat);
        }
        lines.addAll(worst(summary));
        for (Blame blame : summary.blame()) {
            lines.add("");
            lines.add(blame.why());
            lines.add("  " + blame.fix());
        }
        lines.addAll(size(summary));
        lines.add("run: " + summary.directory());
        return lines;
    }

    private static List<String> scores(Summary summary) {
        if (summary.scores().isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("", "float", "quantized", "difference"));
        for (ScoreLine score : summary.scores()) {
            rows.add(
                    List.of(
                            score.metric(),
                            number("%.4f", score.inFloat()),
                            number("%.4f", score.quantized()),
                            number("%+.4f", score.difference())));
        }
        return block(rows);
    }

    private static List<String> worst(Summary summary) {
        if (summary.worst().isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("where the error arises", "grid", "own SQNR", "output error if alone"));
        for (SiteLine line : summary.worst()) {
            rows.add(
                    List.of(
                            line.site().id(),
                            line.grid().summary(),
                            format("%.1f dB", line.error().ownSqnr()),
                            format("%.2f %%", 100 * line.impact())));
        }
        List<String> lines = new ArrayList<>(block(rows));
        summary.outputError()
                .ifPresent(all -> lines.add(format("  all sites together: %.2f %%", 100 * all)));
        return lines;
    }

    private static List<String> size(Summary summary) {
        long before = summary.size().floatBytes();
        long now = summary.size().quantizedBytes();
        String saved = bytes(before - now);
        return List.of(
                "",
                "size: " + bytes(now) + " instead of " + bytes(before) + ", " + saved + " saved");
    }

    private static String bytes(long count) {
        boolean large = Math.abs(count) >= 1 << 20;
        return format(large ? "%.2f MiB" : "%.1f KiB", count / (large ? 1048576.0 : 1024.0));
    }

    private static List<String> block(List<List<String>> rows) {
        List<String> lines = new ArrayList<>(List.of(""));
        lines.addAll(HelpText.columns(rows));
        return lines;
    }

    private static String number(String format, OptionalDouble value) {
        return value.isPresent() ? format(format, value.getAsDouble()) : "–";
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
