package dev.halftone.cli;

import dev.halftone.problem.Problem;
import dev.halftone.tell.ProblemText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/**
 * One use of a command, parsed.
 *
 * @param line options and arguments
 * @param terminal where to talk
 */
public record Call(CommandLine line, Terminal terminal) {

    List<String> arguments() {
        return line.getArgList();
    }

    /** One argument, if it was given. */
    Optional<String> argument(int index) {
        return arguments().stream().skip(index).findFirst();
    }

    boolean has(Flag flag) {
        return line.hasOption(flag.name());
    }

    /** The last value given for an option; checked where only some words are allowed. */
    Optional<String> value(Flag flag) {
        List<String> all = values(flag);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** Every value given for an option, in order. */
    List<String> values(Flag flag) {
        String[] values = line.getOptionValues(flag.name());
        return values == null ? List.of() : List.of(values);
    }

    /** Packs named on the command line, with those of the folder {@code packs} here. */
    List<Path> packs() {
        return Packs.of(values(Flag.PACK));
    }

    /** Talks about problems that do not stop the command. */
    void tell(List<Problem> problems) {
        if (!problems.isEmpty()) {
            terminal.talk().print(ProblemText.render(problems));
        }
    }

    /** Puts a line of the result out. */
    void out(String line) {
        terminal.out(line);
    }
}
