package dev.halftone.yaml;

import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says in plain words what the YAML scanner and parser complain about. */
final class Syntax {

    private Syntax() {}

    static Problem problem(MarkedYamlEngineException e, Source source) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElseThrow();
        Spot spot = source.at(mark.getLine(), mark.getColumn(), 1);
        Mark opened = e.getContextMark().orElse(mark);
        Spot opener = source.at(opened.getLine(), opened.getColumn(), 1);
        Words words = words(e, spot, opener);
        return new Problem(
                "syntax", words.message, Optional.of(words.spot), Optional.of(words.hint));
    }

    static Problem problem(YamlEngineException e, Source source, String text) {
        if (e instanceof ReaderException reader) {
            String before = text.substring(0, Math.min(reader.getPosition(), text.length()));
            int line = (int) before.chars().filter(c -> c == '\n').count();
            int column = before.length() - before.lastIndexOf('\n') - 1;
            String code = String.format("U+%04X", reader.getCodePoint());
            return Problem.of("syntax", "the character " + code + " cannot stand in a YAML file")
                    .at(source.at(line, column, 1))
                    .hint("remove it, or write it as an escape in double quotes");
        }
        return Problem.of("syntax", String.valueOf(e.getMessage())).at(source.at(0, 0, 1));
    }

    private record Words(String message, Spot spot, String hint) {}

    private static Words words(MarkedYamlEngineException e, Spot spot, Spot opener) {
        String said = String.valueOf(e.getProblem());
        String context = String.valueOf(e.getContext());
        String before = spot.text().substring(0, Math.min(spot.column() - 1, spot.text().length()));
        if (said.contains("TAB") || said.contains("\\t") || spot.text().startsWith("\t")) {
            return new Words("a tab stands where only spaces may", spot, "indent with spaces");
        }
        if (said.contains("mapping values are not allowed")) {
            return before.contains(": ")
                    ? new Words(
                            "a second ':' stands in one line",
                            spot,
                            "begin a new line, or put the value in quotes")
                    : new Words("the line above lacks its ':'", spot, "write 'key:' there");
        }
        if (said.contains("quoted scalar") || context.contains("quoted scalar")) {
            return new Words("a quote is opened and not closed", opener, "close it");
        }
        if (context.contains("scanning an alias")) {
            return new Words(
                    "a text that begins with '*' needs quotes", spot, "write \"**:weight\"");
        }
        return structure(said, context, before, spot, opener);
    }

    private static Words structure(
            String said, String context, String before, Spot spot, Spot opener) {
        if (before.endsWith("$")) {
            return new Words(
                    "a variable between braces or brackets needs quotes",
                    spot,
                    "write \"${NAME}\"");
        }
        boolean sameLine = opener.line() == spot.line();
        if (context.contains("flow mapping")) {
            return new Words(
                    "a brace '{' is not closed", sameLine ? spot : opener, "expected ',' or '}'");
        }
        if (context.contains("flow sequence")) {
            return new Words(
                    "a bracket '[' is not closed", sameLine ? spot : opener, "expected ',' or ']'");
        }
        if (said.contains("could not find expected ':'")) {
            return new Words("a key without ':'", opener, "write 'key: value'");
        }
        if (said.contains("that cannot start any token")) {
            return new Words("a text cannot begin like this", spot, "put it in quotes");
        }
        if (context.contains("block mapping") || context.contains("block collection")) {
            return new Words(
                    "this line does not fit the lines above",
                    spot,
                    "begin it in the same column as its neighbours");
        }
        return new Words("this is not YAML", spot, "check indentation, quotes and brackets");
    }
}
