package dev.halftone.planfile;

import java.util.Locale;

/** Java names as files write them. */
final class Words {

    private Words() {}

    /** {@code zeroPoint} and {@code LogGrid} as {@code zero-point} and {@code log-grid}. */
    static String kebab(String name) {
        return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** {@code log-grid} as {@code LogGrid}. */
    static String pascal(String kebab) {
        StringBuilder name = new StringBuilder();
        for (String word : kebab.split("-")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }
}
