package dev.halftone.tell;

import dev.halftone.problem.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Advice on names that do not exist. */
public final class Hint {
    private static final int MOST_LISTED = 15;

    private Hint() {}

    /** "did you mean 'bits'?", or else what there is: "there are a, b and c". */
    public static Optional<String> on(String word, Collection<String> known, String thereAre) {
        Optional<String> near = didYouMean(word, known);
        if (near.isPresent() || known.isEmpty()) {
            return near;
        }
        List<String> some = known.stream().sorted().limit(MOST_LISTED).toList();
        String more = known.size() > MOST_LISTED ? ", …" : "";
        return Optional.of(thereAre + " " + String.join(", ", some) + more);
    }

    /** "did you mean 'bits'?", if something is near enough. */
    public static Optional<String> didYouMean(String word, Collection<String> known) {
        return nearest(word, known).map(name -> "did you mean '" + name + "'?");
    }

    /** Whether one of the words that are given was meant to be the one that is missing. */
    public static boolean isMeant(
            String missing, Collection<String> given, Collection<String> known) {
        return given.stream()
                .filter(word -> !known.contains(word))
                .anyMatch(word -> nearest(word, known).filter(missing::equals).isPresent());
    }

    /** What a word was meant to be, if something is near enough. */
    public static Optional<String> nearest(String word, Collection<String> all) {
        List<String> known = all.stream().filter(name -> !name.equals(word)).toList();
        String plain = word.toLowerCase(Locale.ROOT).replace('_', '-');
        Optional<String> exact = known.stream().filter(name -> same(name, plain)).findFirst();
        return exact.or(() -> Nearest.to(word, known)).or(() -> Nearest.to(plain, known));
    }

    private static boolean same(String name, String plain) {
        return name.replace("-", "").equals(plain.replace("-", ""));
    }
}
