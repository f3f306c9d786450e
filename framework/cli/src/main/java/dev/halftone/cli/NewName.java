package dev.halftone.cli;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The name of something new: an id of words joined by dashes.
 *
 * @param id as in experiment files
 */
record NewName(String id) {

    /**
     * @throws Misuse if it is no id
     */
    static NewName of(String text) {
        if (!text.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new Misuse(
                    "wrong-name",
                    "a name is made of lower-case words joined by '-', and '" + text + "' is not",
                    "for example 'my-" + "quantizer'");
        }
        return new NewName(text);
    }

    /** {@code my-quantizer} is the class {@code MyQuantizer}. */
    String className() {
        return Arrays.stream(id.split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** {@code my-pack} is the package {@code my.pack}; words Java keeps for itself are marked. */
    String packageName() {
        return Arrays.stream(id.split("-"))
                .map(word -> javax.lang.model.SourceVersion.isName(word) ? word : word + "_")
                .map(word -> Character.isDigit(word.charAt(0)) ? "_" + word : word)
                .collect(Collectors.joining("."));
    }
}
