package dev.halftone.cli;

import dev.halftone.catalog.Kind;
import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Kinds of plugins as words of the command line. */
final class KindWords {

    private KindWords() {}

    /** As {@code list} takes them: {@code quantizers}. */
    static List<String> plural() {
        return Arrays.stream(Kind.values()).map(kind -> kind.word() + "s").toList();
    }

    /** What {@code new} makes. */
    static List<String> creatable() {
        List<String> words = new ArrayList<>(Arrays.stream(Kind.values()).map(Kind::word).toList());
        words.add("pack");
        words.add("experiment");
        return words;
    }

    /**
     * Singular or plural.
     *
     * @throws Misuse if there is no such kind
     */
    static Kind kind(String word) {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word) || (kind.word() + "s").equals(word))
                .findFirst()
                .orElseThrow(() -> unknown(word));
    }

    private static Misuse unknown(String word) {
        Problem problem =
                Problem.of("unknown-kind", "there is no kind of plugin called '" + word + "'");
        return new Misuse(Hint.on(word, plural(), "there are").map(problem::hint).orElse(problem));
    }
}
