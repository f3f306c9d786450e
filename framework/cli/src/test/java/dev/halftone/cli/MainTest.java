package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MainTest {

    static List<String> names() {
        return Commands.standard().names();
    }

    /** A command that fails as it is told. */
    private record Failing(RuntimeException failure) implements Command {
        @Override
        public Page page() {
            return Page.of("fail", "Fails", "halftone fail");
        }

        @Override
        public Exit run(Call call) {
            throw failure;
        }
    }

    private static Session failing(RuntimeException failure, String... more) {
        String[] words = new String[more.length + 1];
        words[0] = "fail";
        System.arraycopy(more, 0, words, 1, more.length);
        return Session.with(new Commands(List.of(new Failing(failure))), words);
    }

    @Test
    void nothingIsWrongUsageAndShowsWhatThereIs() {
        Session session = Session.of();

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("usage: halftone COMMAND", "run ", "example:");
    }

    @ParameterizedTest
    @CsvSource({
        "lst, did you mean 'list'?",
        "descrbe, did you mean 'describe'?",
        "quantize, there are"
    })
    void suggestsCommands(String word, String advice) {
        Session session = Session.of(word);

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err()).startsWith("error[unknown-command]: ").contains(advice);
    }

    @Test
    void suggestsOptions() {
        Session session = Session.of("run", "a.yaml", "--otu", "x");

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err())
                .isEqualTo(
                        """
                        error[unknown-option]: 'run' has no option '--otu'
                          = did you mean --out?
                        """);
    }

    @Test
    void refusesWordsThatAnOptionDoesNotTake() {
        Session session = Session.of("run", "a.yaml", "--mode", "simulate");

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err())
                .isEqualTo(
                        """
                        error[unknown-value]: --mode takes one of float, simulated, integer, not 'simulate'
                          = did you mean 'simulated'?
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "run --out, missing-value",
        "run, missing-argument",
        "compare a, missing-argument",
        "doctor now, superfluous-argument",
        "list bees, unknown-kind",
        "describe uniforn, unknown-plugin",
        "list --pack nowhere.jar, no-such-pack",
        "verify nowhere, no-such-run",
        "verify src, not-a-run",
        "completion fish, unknown-shell"
    })
    void wrongUsageEndsWithTwo(String line, String code) {
        Session session = Session.of(line.split(" "));

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).startsWith("error[" + code + "]: ");
    }

    @Test
    void aFileThatIsNotThereIsAProblemOfTheExperiment() {
        for (String command : List.of("run", "check")) {
            Session session = Session.of(command, "nowhere.yaml");

            assertThat(session.exit()).isEqualTo(Exit.PROBLEMS);
            assertThat(session.out()).isEmpty();
            assertThat(session.err()).startsWith("error[").contains("nowhere.yaml");
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyHelpPageEndsInAnExample(String name) {
        Session asked = Session.of("help", name);
        Session flagged = Session.of(name, "--help");

        assertThat(asked.exit()).isEqualTo(Exit.DONE);
        assertThat(flagged.out()).isEqualTo(asked.out());
        assertThat(asked.out()).contains("usage: halftone " + name);
        String example = asked.out().substring(asked.out().indexOf("\nexample:\n"));
        assertThat(example.lines().skip(2)).isNotEmpty().allMatch(l -> l.startsWith("  "));
        assertThat(example).contains("halftone");
    }

    @Test
    void problemsBeforeARunEndWithThree() {
        Session session = failing(new ProblemException(Problem.of("odd", "it is odd")));

        assertThat(session.exit()).isEqualTo(Exit.PROBLEMS);
        assertThat(session.err()).isEqualTo("error[odd]: it is odd\n");
    }

    @Test
    void problemsDuringARunEndWithOne() {
        ProblemException problem = new ProblemException(Problem.of("odd", "it is odd"));

        assertThat(failing(new RunFailed(problem)).exit()).isEqualTo(Exit.FAILED);
    }

    @Test
    void aBugIsToldInOneSentenceWithoutATrace() {
        Session session = failing(new IllegalStateException("secret"));

        assertThat(session.exit()).isEqualTo(Exit.FAILED);
        assertThat(session.err())
                .startsWith("error[bug]: this is a bug in Halftone")
                .contains("the details are in ")
                .doesNotContain("IllegalStateException", "\tat ");
    }

    @Test
    void aBugIsToldInFullWhenAskedFor() {
        Session session = failing(new IllegalStateException("secret"), "--verbose");

        assertThat(session.err()).contains("IllegalStateException: secret", "\tat ");
    }

    @Test
    void exitCodesAreThePublishedOnes() {
        assertThat(List.of(Exit.values()).stream().map(Exit::code)).containsExactly(0, 1, 2, 3);
    }
}
