package dev.halftone.compile;

import java.util.List;

/**
 * A program as text.
 *
 * @param source the TorchScript module: {@code prepare} takes the parameters once, {@code forward}
 *     runs
 * @param parameters names of the parameters that {@code prepare} takes, in order
 * @param learned names of the parameters that {@code forward} takes, in order
 */
public record Text(String source, List<String> parameters, List<String> learned) {

    public Text {
        parameters = List.copyOf(parameters);
        learned = List.copyOf(learned);
    }
}
