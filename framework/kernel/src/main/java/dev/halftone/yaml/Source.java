package dev.halftone.yaml;

import dev.halftone.problem.Spot;
import java.util.List;

/**
 * Where a YAML text comes from: turns positions in the text into spots.
 *
 * @param file as the user named it
 * @param lines as shown
 * @param firstLine number of the first line, from 1
 * @param indent columns that precede the text on its first line
 */
public record Source(String file, List<String> lines, int firstLine, int indent) {
    /** The "file" of defaults. */
    public static final String DEFAULT = "default";

    /** The "file" of what the command line sets. */
    public static final String SETTING = "--set";

    /** A whole file. */
    public static Source of(String file, String text) {
        return new Source(file, text.lines().toList(), 1, 0);
    }

    /** The beginning of the text. */
    public Spot start() {
        return at(0, 0, lines.isEmpty() ? 1 : lines.get(0).stripTrailing().length() - indent);
    }

    /**
     * @param line from 0
     * @param column from 0
     */
    Spot at(int line, int column, int length) {
        String text = line < lines.size() ? lines.get(line) : "";
        int shift = line == 0 ? indent : 0;
        return new Spot(file, line + firstLine, column + shift + 1, Math.max(1, length), text);
    }

    /** From one place to another, or to the end of the line. */
    Spot between(int line, int column, int endLine, int endColumn) {
        String text = line < lines.size() ? lines.get(line) : "";
        int shift = line == 0 ? indent : 0;
        int end = endLine == line ? endColumn : text.stripTrailing().length() - shift;
        return at(line, column, end - column);
    }
}
