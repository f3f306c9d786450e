package dev.halftone.cli;

import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Reads the words after a command as its page says; whatever does not fit is a {@link Misuse}. */
final class Parsing {

    private Parsing() {}

    /** Options that every command takes come beside its own. */
    static List<Flag> flags(Page page) {
        List<Flag> flags = new ArrayList<>(page.flags());
        flags.add(Flag.VERBOSE);
        flags.add(Flag.HELP);
        return flags;
    }

    static CommandLine parse(Page page, List<String> words) {
        Options options = new Options();
        flags(page).forEach(flag -> options.addOption(flag.option()));
        try {
            CommandLine line =
                    DefaultParser.builder()
                            .setAllowPartialMatching(false)
                            .get()
                            .parse(options, words.toArray(String[]::new));
            if (!line.hasOption(Flag.HELP.name())) {
                check(page, line);
            }
            return line;
        } catch (UnrecognizedOptionException e) {
            throw unknownOption(page, e.getOption());
        } catch (MissingArgumentException e) {
            String name = e.getOption().getLongOpt();
            throw misuse(page, "missing-value", "--" + name + " takes a value, and none follows");
        } catch (ParseException e) {
            throw misuse(page, "wrong-usage", e.getMessage());
        }
    }

    private static void check(Page page, CommandLine line) {
        int count = line.getArgList().size();
        if (count < page.atLeast()) {
            String takes = "'" + page.name() + "' takes " + page.arguments();
            String found = count == 0 ? ", and nothing was given" : ", and one thing was given";
            throw misuse(page, "missing-argument", takes + found);
        }
        if (count > page.atMost()) {
            String takes = page.arguments().isEmpty() ? "no argument" : page.arguments();
            String extra = line.getArgList().get(page.atMost());
            throw misuse(
                    page,
                    "superfluous-argument",
                    "'" + page.name() + "' takes " + takes + ", not '" + extra + "' as well");
        }
        page.flags().forEach(flag -> checkWords(flag, line));
    }

    private static void checkWords(Flag flag, CommandLine line) {
        Optional<String> value = Optional.ofNullable(line.getOptionValue(flag.name()));
        if (value.isEmpty() || flag.words().isEmpty() || flag.words().contains(value.get())) {
            return;
        }
        String words = String.join(", ", flag.words());
        Problem problem =
                Problem.of(
                        "unknown-value",
                        "--"
                                + flag.name()
                                + " takes one of "
                                + words
                                + ", not '"
                                + value.get()
                                + "'");
        throw new Misuse(
                Hint.didYouMean(value.get(), flag.words()).map(problem::hint).orElse(problem));
    }

    private static Misuse unknownOption(Page page, String option) {
        String word = option.replaceFirst("^-+", "").replaceFirst("=.*", "");
        List<String> known = flags(page).stream().map(Flag::name).toList();
        Problem problem =
                Problem.of(
                        "unknown-option", "'" + page.name() + "' has no option '" + option + "'");
        String list = "halftone help " + page.name();
        String hint =
                Hint.didYouMean(word, known)
                        .map(h -> h.replace("'", "").replace("mean ", "mean --"))
                        .orElse("see '" + list + "'");
        return new Misuse(problem.hint(hint));
    }

    private static Misuse misuse(Page page, String code, String message) {
        return new Misuse(code, message, "see 'halftone help " + page.name() + "'");
    }
}
