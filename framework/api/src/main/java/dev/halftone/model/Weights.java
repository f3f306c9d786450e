package dev.halftone.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a model's weights come from: a file, {@code embedded:NAME} of the model's own pack, or
 * {@code random}. As a parameter, a file is relative to the experiment file that names it.
 *
 * @param text an absolute path, or as written
 */
public record Weights(String text) {
    private static final String EMBEDDED = "embedded:";

    /** Reads what an experiment file says. */
    public static Weights parse(String text, Path folder) {
        if (text.isBlank() || text.equals(EMBEDDED)) {
            throw new IllegalArgumentException("a file of weights, embedded:NAME or random");
        }
        if (text.equals("random") || text.startsWith(EMBEDDED)) {
            return new Weights(text);
        }
        return new Weights(folder.resolve(text).normalize().toString());
    }

    /** Whether there are none: they are drawn from the seed. */
    public boolean isRandom() {
        return text.equals("random");
    }

    /** The name of weights that the model's pack carries. */
    public Optional<String> embedded() {
        return text.startsWith(EMBEDDED)
                ? Optional.of(text.substring(EMBEDDED.length()))
                : Optional.empty();
    }

    /** The file, if it is neither random nor embedded. */
    public Optional<String> file() {
        return isRandom() || embedded().isPresent() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
