package dev.halftone.run;

import java.nio.file.Path;
import java.util.List;

/**
 * How a run compares with its repetition.
 *
 * @param run the directory that was repeated
 * @param same files whose bytes agree
 * @param differences values that do not, in files that must agree: {@code scores.json}
 * @param surroundings what is different around it (engine, device, packs): why it may not agree
 */
public record VerifyReport(
        Path run, List<String> same, List<Difference> differences, List<Difference> surroundings) {

    /** Whether every byte that must agree does. */
    public boolean agrees() {
        return differences.isEmpty();
    }

    /**
     * One value that differs.
     *
     * @param file in the run directory
     * @param key within the file: {@code quantized.top-1}; empty for the file as a whole
     * @param before what the run directory says
     * @param now what the repetition says
     */
    public record Difference(String file, String key, String before, String now) {}
}
