package dev.halftone.cli;

import dev.halftone.problem.Problem;
import dev.halftone.tell.ProblemText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Something nobody foresaw: one line for the user, the details in a file for whoever mends it. */
record Bug(Throwable cause) {

    Exit tell(Terminal terminal, boolean verbose) {
        if (verbose) {
            terminal.talk().print(trace());
        }
        terminal.talk().print(ProblemText.render(problem(verbose)));
        return Exit.FAILED;
    }

    private Problem problem(boolean verbose) {
        if (cause instanceof OutOfMemoryError) {
            return Problem.of("out-of-memory", "there is not enough memory for this")
                    .hint("a smaller 'batch', or more: HALFTONE_JAVA_OPTIONS=-Xmx8g");
        }
        if (cause instanceof UncheckedIOException io) {
            return Problem.of("input-output", "a file cannot be read or written: " + words(io));
        }
        Problem bug = Problem.of("bug", "this is a bug in Halftone, not a mistake of yours");
        if (verbose) {
            return bug;
        }
        return bug.hint(
                written()
                        .map(file -> "the details are in " + file)
                        .orElse("the details: the same command with --verbose"));
    }

    private static String words(UncheckedIOException failure) {
        IOException cause = failure.getCause();
        return Optional.ofNullable(cause.getMessage()).orElse("no reason was given");
    }

    private Optional<Path> written() {
        try {
            Path file = Files.createTempFile("halftone-bug-", ".log");
            Files.writeString(file, trace());
            return Optional.of(file);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String trace() {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
