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
        Words words = words(e, spot);
        return new Problem("syntax", words.message, Optional.of(spot), Optional.of(words.hint));
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

    private record Words(String message, String hint) {}

    private static Words words(MarkedYamlEngineException e, Spot spot) {
        String said = String.valueOf(e.getProblem());
        String context = String.valueOf(e.getContext());
        if (said.contains("TAB") || said.contains("\\t") || spot.text().startsWith("\t")) {
            return new Words("a tab stands where only spaces may", "indent with spaces");
        }
        if (said.contains("mapping values are not allowed")) {
            return new Words(
                    "a second ':' stands in one line",
                    "begin a new line, or put the value in quotes");
        }
        if (said.contains("quoted scalar") || context.contains("quoted scalar")) {
            return new Words("a quote is opened and not closed", "close it");
        }
        if (context.contains("flow mapping")) {
            return new Words("a brace '{' is not closed", "expected ',' or '}'");
        }
        if (context.contains("flow sequence")) {
            return new Words("a bracket '[' is not closed", "expected ',' or ']'");
        }
        if (said.contains("could not find expected ':'")) {
            return new Words("a key without ':'", "write 'key: value'");
        }
        if (context.contains("block mapping") || context.contains("block collection")) {
            return new Words(
                    "this line does not fit the lines above",
                    "begin it in the same column as its neighbours");
        }
        return new Words("this is not YAML: " + said, "check indentation, quotes and brackets");
    }
}
