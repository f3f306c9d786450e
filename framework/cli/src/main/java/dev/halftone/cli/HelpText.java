package dev.halftone.cli;

import java.util.ArrayList;
import java.util.List;

/** Writes help pages; every one ends in a worked example. */
final class HelpText {

    private HelpText() {}

    /** What there is, one line each. */
    static String overview(List<Page> pages) {
        List<String> lines = new ArrayList<>();
        lines.add("Halftone quantizes vision models and says what it costs.");
        lines.add("");
        lines.add("usage: halftone COMMAND [OPTION]… [ARGUMENT]…");
        lines.add("");
        lines.addAll(columns(pages.stream().map(p -> List.of(p.name(), p.summary())).toList()));
        lines.add("");
        lines.add(
                "exit: 0 done · 1 the run failed · 2 wrong usage · 3 the experiment has problems");
        lines.add("");
        lines.add("example:");
        lines.add("  halftone run experiments/quickstart.yaml");
        lines.add("  halftone help run");
        return String.join("\n", lines);
    }

    /** All about one command. */
    static String page(Page page) {
        List<String> lines = new ArrayList<>();
        lines.add(page.summary());
        lines.add("");
        lines.add(("usage: halftone " + page.name() + " [OPTION]… " + page.arguments()).strip());
        lines.add("");
        if (!page.more().isEmpty()) {
            lines.add(page.more().strip());
            lines.add("");
        }
        List<Flag> flags = Parsing.flags(page);
        lines.addAll(columns(flags.stream().map(f -> List.of(f.shown(), f.doc())).toList()));
        lines.add("");
        lines.add("example:");
        page.example().strip().lines().forEach(line -> lines.add(("  " + line).stripTrailing()));
        return String.join("\n", lines);
    }

    /** Rows with their first cells aligned, indented by two. */
    static List<String> columns(List<List<String>> rows) {
        return Columns.of(rows).stream().map(line -> "  " + line).toList();
    }
}
