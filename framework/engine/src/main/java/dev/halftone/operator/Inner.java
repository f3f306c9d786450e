package dev.halftone.operator;

import java.util.List;

/**
 * A graph within a node, written apart from what is around it.
 *
 * @param lines what it computes
 * @param outputs the variables that hold its outputs then
 */
public record Inner(List<String> lines, List<String> outputs) {

    public Inner {
        lines = List.copyOf(lines);
        outputs = List.copyOf(outputs);
    }
}
