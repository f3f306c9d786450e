package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of the epoch that answered most of the examples held out rightly, the first of equals.
 */
final class Best {
    private final Optional<Batches> heldOut;
    private Optional<NDArray> values = Optional.empty();
    private long right = -1;

    /**
     * @param heldOut what is not trained on, if anything
     */
    Best(Optional<Batches> heldOut) {
        this.heldOut = heldOut;
    }

    /** Looks how good some values are, and keeps a copy of better ones. */
    void look(Program program, Layout layout, NDArray now, NDManager manager) {
        if (heldOut.isEmpty()) {
            return;
        }
        long[] count = {0};
        try (NDManager scope = manager.newSubManager()) {
            NDArray copy = now.duplicate();
            copy.attach(scope);
            heldOut.get().forEach(batch -> count[0] += right(program, layout, copy, batch));
        }
        if (count[0] > right) {
            right = count[0];
            values.ifPresent(NDArray::close);
            values = Optional.of(now.duplicate());
        }
    }

    private static long right(Program program, Layout layout, NDArray values, Batch batch) {
        NDList inputs = new NDList(batch.inputs());
        long[] best = program.run(inputs, layout.part(values)).get(0).argMax(1).toLongArray();
        long right = 0;
        for (int i = 0; i < best.length; i++) {
            Example example = batch.examples().get(i);
            if (!(example.target() instanceof Label label)) {
                String message = "'hold-out' needs a class for every picture, '%s' has none";
                throw new ProblemException(
                        Problem.of("no-label", message.formatted(example.name())));
            }
            right += label.index() == best[i] ? 1 : 0;
        }
        return right;
    }

    /** The best values, or the last where nothing is held out. */
    NDArray or(NDArray last) {
        return values.orElse(last);
    }

    /** A page that holds these too. */
    Bookmark.Page on(Bookmark.Page page) {
        if (values.isEmpty()) {
            return page;
        }
        Map<String, NDArray> arrays = new HashMap<>(page.arrays());
        arrays.put("best", values.get());
        Map<String, String> facts = new HashMap<>(page.facts());
        facts.put("right", Long.toString(right));
        return new Bookmark.Page(arrays, facts);
    }

    void restore(Bookmark.Page page) {
        if (page.arrays().containsKey("best")) {
            values = Optional.of(page.arrays().get("best"));
            right = Long.parseLong(page.facts().get("right"));
        }
    }
}
