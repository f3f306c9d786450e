package dev.halftone.cli;

import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.util.List;

/** The table of commands: help, parsing and completion all read it. */
public final class Commands {
    private final List<Command> all;

    Commands(List<Command> all) {
        this.all = List.copyOf(all);
    }

    /** Every command, in the order of the overview. */
    public static Commands standard() {
        return new Commands(
                List.of(
                        new RunCommand(),
                        new CheckCommand(),
                        new SitesCommand(),
                        new ListCommand(),
                        new DescribeCommand(),
                        new SchemaCommand(),
                        new OperatorsCommand(),
                        new DoctorCommand(),
                        new NewCommand(),
                        new VerifyCommand(),
                        new CompareCommand(),
                        new TableCommand(),
                        new ExportCommand(),
                        new BenchCommand(),
                        new ScoreCommand(),
                        new PredictCommand(),
                        new CompletionCommand(),
                        new HelpCommand()));
    }

    List<Page> pages() {
        return all.stream().map(Command::page).toList();
    }

    List<String> names() {
        return pages().stream().map(Page::name).toList();
    }

    /**
     * The command of a name.
     *
     * @throws Misuse if there is none
     */
    Command find(String name) {
        return all.stream()
                .filter(command -> command.page().name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    private Misuse unknown(String name) {
        Problem problem = Problem.of("unknown-command", "halftone has no command '" + name + "'");
        return new Misuse(Hint.on(name, names(), "there are").map(problem::hint).orElse(problem));
    }
}
