package dev.halftone.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows sequences and optional values through a file. Where their elements are decided by the
 * file, as exporters leave them behind, what reads one reads the element itself: SequenceAt becomes
 * Identity, ConcatFromSequence becomes Concat. What only the run decides stays an operator on
 * sequences.
 */
final class KnownSequences {
    /** Longer sequences are left to the run: each part would be a value of the graph. */
    private static final int MOST = 256;

    private final Draft draft;
    private final Translation t;
    private final Containers containers;

    private KnownSequences(Draft draft) {
        this.draft = draft;
        t = draft.translation();
        containers = t.containers();
    }

    /** By operator. */
    static Map<String, Rules.Rule> rules() {
        Map<String, Rules.Rule> rules = new HashMap<>();
        rules.put("Identity", draft -> new KnownSequences(draft).identity());
        rules.put("Optional", draft -> new KnownSequences(draft).optional());
        rules.put("OptionalHasElement", draft -> new KnownSequences(draft).has());
        rules.put("OptionalGetElement", draft -> new KnownSequences(draft).get());
        rules.put("SequenceEmpty", draft -> new KnownSequences(draft).of(List.of()));
        rules.put("SequenceConstruct", draft -> new KnownSequences(draft).of(draft.inputs()));
        rules.put("SequenceInsert", draft -> new KnownSequences(draft).changed(true));
        rules.put("SequenceErase", draft -> new KnownSequences(draft).changed(false));
        rules.put("SplitToSequence", draft -> new KnownSequences(draft).split());
        rules.put("SequenceAt", draft -> new KnownSequences(draft).at());
        rules.put("SequenceLength", draft -> new KnownSequences(draft).length());
        rules.put("ConcatFromSequence", draft -> new KnownSequences(draft).concatenated());
        return rules;
    }

    private String output() {
        return draft.outputs().get(0);
    }

    private Optional<List<String>> elements() {
        return containers.elements(draft.input(0));
    }

    private boolean identity() {
        String value = draft.input(0);
        if (!value.isEmpty() && containers.isAbsent(value)) {
            containers.absent(output());
            return true;
        }
        containers.same(value, output());
        return false;
    }

    private boolean optional() {
        if (containers.isAbsent(draft.input(0))) {
            containers.absent(output());
            return true;
        }
        draft.rename("Identity");
        return identity();
    }

    private boolean has() {
        boolean there = !containers.isAbsent(draft.input(0));
        t.constant(Numerals.truth(output(), there));
        return true;
    }

    private boolean get() {
        if (containers.isAbsent(draft.input(0))) {
            throw BadModel.broken(
                    "node '%s' takes an optional value that is not there".formatted(draft.name()));
        }
        draft.rename("Identity");
        return identity();
    }

    private boolean of(List<String> elements) {
        containers.sequence(output());
        if (elements.size() <= MOST) {
            containers.sequence(output(), elements);
        }
        return false;
    }

    /** A place in a sequence from the file; none if there is none or only the run tells it. */
    private Optional<Long> place(int input) {
        return t.known(draft.input(input))
                .filter(tensor -> tensor.shape().size() == 1 && tensor.isWhole())
                .map(tensor -> tensor.whole(0));
    }

    /** With one element more or one less. */
    private boolean changed(boolean more) {
        containers.sequence(output());
        String where = draft.input(more ? 2 : 1);
        Optional<Long> place = place(more ? 2 : 1);
        if (elements().isEmpty() || !where.isEmpty() && place.isEmpty()) {
            return false;
        }
        List<String> elements = new ArrayList<>(elements().get());
        int count = elements.size();
        long at = place.orElse(more ? count : count - 1L);
        int index = index(at, more ? count + 1 : count, count);
        if (more) {
            elements.add(index, draft.input(1));
        } else {
            elements.remove(index);
        }
        return of(elements);
    }

    /** A place counted from the front. */
    private int index(long at, int places, int count) {
        long index = at < 0 ? at + count : at;
        if (index < 0 || index >= places) {
            throw BadModel.broken(
                    "node '%s' asks for place %d of a sequence of %d"
                            .formatted(draft.name(), at, count));
        }
        return (int) index;
    }

    private boolean at() {
        Optional<Long> place = place(1);
        if (elements().isEmpty() || place.isEmpty()) {
            return false;
        }
        List<String> elements = elements().get();
        int index = index(place.get(), elements.size(), elements.size());
        t.add(draft, "Identity", List.of(elements.get(index)), draft.outputs(), Map.of());
        return true;
    }

    private boolean length() {
        elements()
                .ifPresent(
                        of ->
                                t.constant(
                                        Numerals.whole(
                                                output(), List.of(), List.of((long) of.size()))));
        return elements().isPresent();
    }

    private boolean concatenated() {
        List<String> elements = elements().orElse(List.of());
        if (elements.isEmpty()) {
            return false;
        }
        Parts parts = new Parts(draft);
        long axis = draft.attributes().integer("axis", 0);
        List<String> read = elements;
        if (draft.attributes().integer("new_axis", 0) == 1) {
            String axes = parts.wholes(axis);
            read = elements.stream().map(one -> parts.op("Unsqueeze", one, axes)).toList();
        }
        t.add(draft, "Concat", read, draft.outputs(), Map.of("axis", axis));
        return true;
    }

    /** As many parts as the file says. */
    private boolean split() {
        containers.sequence(output());
        long axis = draft.attributes().integer("axis", 0);
        boolean squeezes =
                draft.input(1).isEmpty() && draft.attributes().integer("keepdims", 1) == 0;
        Optional<List<Long>> sizes = sizes(axis);
        if (sizes.isEmpty()) {
            return false;
        }
        Parts parts = new Parts(draft);
        String list = parts.wholes(sizes.get().stream().mapToLong(n -> n).toArray());
        List<String> made =
                t.several(
                        draft,
                        "Split",
                        List.of(draft.input(0), list),
                        sizes.get().size(),
                        Map.of("axis", axis));
        if (squeezes) {
            String axes = parts.wholes(axis);
            made = made.stream().map(part -> parts.op("Squeeze", part, axes)).toList();
        }
        containers.sequence(output(), made);
        t.add(draft, "SequenceConstruct", made, draft.outputs(), Map.of());
        return true;
    }

    /** Of each part along an axis, if there are some and the file says them. */
    private Optional<List<Long>> sizes(long axis) {
        Optional<Tensor> split = t.known(draft.input(1)).filter(Tensor::isWhole);
        if (split.isPresent() && split.get().rank() == 1) {
            return split.map(Tensor::integers).filter(KnownSequences::isShort);
        }
        if (!draft.input(1).isEmpty() && split.isEmpty()) {
            return Optional.empty();
        }
        long each = split.map(tensor -> tensor.whole(0)).orElse(1L);
        Optional<Long> whole =
                t.shape(draft.input(0))
                        .filter(shape -> -shape.size() <= axis && axis < shape.size())
                        .map(shape -> shape.get((int) Math.floorMod(axis, (long) shape.size())));
        if (each < 1 || whole.isEmpty() || whole.get() < 1 || whole.get() > each * MOST) {
            return Optional.empty();
        }
        int full = (int) (whole.get() / each);
        List<Long> sizes = new ArrayList<>(Collections.nCopies(full, each));
        if (whole.get() % each != 0) {
            sizes.add(whole.get() % each);
        }
        return Optional.of(sizes);
    }

    private static boolean isShort(List<Long> sizes) {
        return !sizes.isEmpty() && sizes.size() <= MOST;
    }
}
