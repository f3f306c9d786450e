package dev.halftone.run;

import java.util.List;

/**
 * Runs side by side.
 *
 * @param runs names of the run directories, one column each
 * @param parameters keys of the experiments that differ
 * @param numbers scores, sizes, and how far integers were from the simulation, where they differ
 * @param pictures to which the outputs are the answers
 * @param outputs how far those of each run are from the first one's, as far as both are recorded
 */
public record Comparison(
        List<String> runs,
        List<Row> parameters,
        List<Row> numbers,
        int pictures,
        List<Row> outputs) {

    /**
     * One line of the table.
     *
     * @param key path in the file: {@code quantize[1].uniform.bits}, {@code quantized.top-1}
     * @param values one per run, as written; empty where a run has no such key
     */
    public record Row(String key, List<String> values) {}
}
