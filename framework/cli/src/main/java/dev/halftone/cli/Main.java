package dev.halftone.cli;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.NativeCalls;
import dev.halftone.tell.ProblemText;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** Finds the command, runs it and tells its problems. Nothing else prints problems. */
public final class Main {
    private final Commands commands;
    private final Terminal terminal;

    Main(Commands commands, Terminal terminal) {
        this.commands = commands;
        this.terminal = terminal;
    }

    /** The process: see {@code halftone help}. */
    public static void main(String[] words) {
        Runtime.getRuntime().addShutdownHook(new Thread(NativeCalls::end));
        Exit exit = new Main(Commands.standard(), Terminal.ofProcess()).run(List.of(words));
        System.exit(exit.code());
    }

    /** Runs one command line. */
    Exit run(List<String> words) {
        try {
            return dispatch(words);
        } catch (Misuse e) {
            tell(List.of(e.problem()));
            return Exit.USAGE;
        } catch (RunFailed e) {
            tell(e.problems());
            return Exit.FAILED;
        } catch (ProblemException e) {
            tell(e.problems());
            return Exit.PROBLEMS;
        } catch (RuntimeException | Error e) {
            return new Bug(e).tell(terminal, words.contains("--" + Flag.VERBOSE.name()));
        } finally {
            terminal.output().flush();
            terminal.talk().flush();
        }
    }

    private Exit dispatch(List<String> words) {
        if (words.isEmpty()) {
            terminal.say(HelpText.overview(commands.pages()));
            return Exit.USAGE;
        }
        String first = words.get(0);
        if (first.equals("--version")) {
            terminal.out("halftone " + Version.text());
            return Exit.DONE;
        }
        if (first.equals("--help") || first.equals("-h")) {
            terminal.out(HelpText.overview(commands.pages()));
            return Exit.DONE;
        }
        Command command = commands.find(first);
        CommandLine line = Parsing.parse(command.page(), words.subList(1, words.size()));
        if (line.hasOption(Flag.HELP.name())) {
            terminal.out(HelpText.page(command.page()));
            return Exit.DONE;
        }
        return command.run(new Call(line, terminal));
    }

    private void tell(List<Problem> problems) {
        terminal.talk().print(ProblemText.render(problems));
    }
}
