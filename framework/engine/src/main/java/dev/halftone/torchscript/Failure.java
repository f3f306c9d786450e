package dev.halftone.torchscript;

import ai.djl.engine.EngineException;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the library says when a program fails, in terms of the network. */
final class Failure {
    /** How a program says that it was asked for something that is not known here. */
    private static final String UNSUPPORTED = "unsupported: ";

    private static final Pattern LINE = Pattern.compile("__torch__\\.py\", line (\\d+)");

    private Failure() {}

    /** A problem naming the node whose lines failed: the last comment before them. */
    static ProblemException of(String what, String source, EngineException e) {
        String message = String.valueOf(e.getMessage());
        String where = node(source, message).map(name -> " at '" + name + "'").orElse("");
        String reason = reason(message);
        boolean unsupported = reason.startsWith(UNSUPPORTED);
        String why = unsupported ? reason.substring(UNSUPPORTED.length()) : reason;
        String code = unsupported ? "unsupported-model" : "engine-failed";
        return new ProblemException(Problem.of(code, what + where + ": " + why), e);
    }

    private static String reason(String message) {
        List<String> lines =
                message.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.stream()
                .filter(line -> line.startsWith("RuntimeError:") && line.length() > 13)
                .map(line -> line.substring(13).strip())
                .findFirst()
                .orElse(lines.isEmpty() ? "no reason given" : lines.get(0));
    }

    private static Optional<String> node(String source, String message) {
        List<String> lines = source.lines().toList();
        Matcher matcher = LINE.matcher(message);
        while (matcher.find()) {
            int at = Math.min(Integer.parseInt(matcher.group(1)), lines.size()) - 1;
            for (int i = at; i >= 0 && !lines.get(i).strip().startsWith("def "); i--) {
                if (lines.get(i).strip().startsWith("# ")) {
                    return Optional.of(lines.get(i).strip().substring(2));
                }
            }
        }
        return Optional.empty();
    }
}
