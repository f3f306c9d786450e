package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.program.Program;
import dev.halftone.quantize.Bookmark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The learned arrays of activation grids, moved together by Adam. */
final class Scales {
    private final Layout layout;
    private final State state;

    /**
     * @param names of grid arrays that the program learns, at least one
     */
    Scales(Program program, List<String> names, NDManager manager) {
        layout =
                new Layout(
                        names,
                        names.stream().map(n -> program.initial().get(n).getShape()).toList());
        try (NDManager scope = manager.newSubManager()) {
            NDArray start = layout.join(name -> copy(program, name, scope));
            NDArray least = layout.join(name -> Floor.of(name, copy(program, name, scope)));
            state = State.start(start, start.onesLike(), start.zerosLike(), least);
            List.of(start, least, state.first(), state.second(), state.pace(), state.decay())
                    .forEach(array -> array.attach(manager));
        }
    }

    private static NDArray copy(Program program, String name, NDManager scope) {
        NDArray copy = program.initial().get(name).duplicate();
        copy.attach(scope);
        return copy;
    }

    /** All of them in one vector to differentiate with respect to. */
    NDArray leaf(NDManager scope) {
        NDArray leaf = state.values().duplicate();
        leaf.attach(scope);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** The arrays in the leaf, by name. */
    Map<String, NDArray> parts(NDArray leaf) {
        List<NDArray> parts = layout.part(leaf);
        Map<String, NDArray> named = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            named.put(layout.names().get(i), parts.get(i));
        }
        return named;
    }

    void step(NDArray gradient, double rate, long step) {
        try (NDManager scope = gradient.getManager().newSubManager()) {
            state.lend(scope);
            Optimizer.ADAM_W.apply(state, gradient, rate, 0, step);
        }
    }

    /** The values now, by name. */
    Map<String, float[]> values() {
        Map<String, float[]> values = new HashMap<>();
        try (NDManager scope = state.values().getManager().newSubManager()) {
            NDArray copy = state.values().duplicate();
            copy.attach(scope);
            parts(copy).forEach((name, part) -> values.put(name, part.toFloatArray()));
        }
        return values;
    }

    Map<String, NDArray> page() {
        return Map.of(
                "scales/values", state.values(),
                "scales/first", state.first(),
                "scales/second", state.second());
    }

    void restore(Bookmark.Page page) {
        state.values().subi(state.values()).addi(page.arrays().get("scales/values"));
        state.first().subi(state.first()).addi(page.arrays().get("scales/first"));
        state.second().subi(state.second()).addi(page.arrays().get("scales/second"));
    }
}
