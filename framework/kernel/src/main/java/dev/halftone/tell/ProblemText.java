package dev.halftone.tell;

import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes problems out for a terminal: what is wrong, where, the line itself, and advice beside the
 * caret.
 */
public final class ProblemText {
    /** Characters of the line that are shown. */
    private static final int WIDTH = 100;

    private ProblemText() {}

    /** One after the other, blank lines between; the last line counts them if there are several. */
    public static String render(List<Problem> problems) {
        String all = problems.stream().map(ProblemText::render).collect(Collectors.joining("\n"));
        return problems.size() < 2 ? all : all + "\n" + problems.size() + " problems\n";
    }

    /** One problem; every line ends in a line feed. */
    public static String render(Problem problem) {
        String head = "error[" + problem.code() + "]: " + problem.message() + "\n";
        return head
                + problem.spot()
                        .map(spot -> place(spot, problem.hint()))
                        .orElseGet(() -> problem.hint().map(h -> "  = " + h + "\n").orElse(""));
    }

    private static String place(Spot spot, Optional<String> hint) {
        String number = Integer.toString(spot.line());
        String margin = " ".repeat(number.length());
        String arrow =
                margin + "--> " + spot.file() + ":" + spot.line() + ":" + spot.column() + "\n";
        Excerpt excerpt = Excerpt.of(spot);
        String caret =
                " ".repeat(excerpt.before)
                        + "^".repeat(excerpt.length)
                        + hint.map(h -> " " + h).orElse("");
        return arrow
                + (margin + " |\n")
                + (number + " | " + excerpt.text + "\n")
                + (margin + " | " + caret + "\n");
    }

    /** The part of a long line that matters, tabs made visible as single spaces. */
    private record Excerpt(String text, int before, int length) {

        static Excerpt of(Spot spot) {
            String line = spot.text().replaceAll("\\p{Cntrl}", " ");
            int at = Math.max(0, spot.column() - 1);
            int from = at + spot.length() <= WIDTH ? 0 : Math.max(0, at - WIDTH / 2);
            String shown = line.substring(Math.min(from, line.length()));
            String cut = shown.length() > WIDTH ? shown.substring(0, WIDTH) + " …" : shown;
            String lead = from == 0 ? "" : "… ";
            int length = Math.max(1, Math.min(spot.length(), WIDTH - (at - from)));
            return new Excerpt((lead + cut).stripTrailing(), lead.length() + at - from, length);
        }
    }
}
