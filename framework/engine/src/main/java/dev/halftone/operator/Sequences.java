package dev.halftone.operator;

import dev.halftone.graph.Node;
import java.util.Map;
import java.util.Set;

/**
 * Sequences: lists of tensors that need not have one shape. In a program such a value is a {@code
 * List[Tensor]}; what changes one makes a new list.
 */
public final class Sequences {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "SequenceEmpty",
                    e -> e.give("annotate(List[Tensor], [])"),
                    "SequenceConstruct",
                    e -> e.give("%s", e.all()),
                    "SequenceAt",
                    e -> e.give("%s[%s]", e.in(0), e.integer(1)),
                    "SequenceLength",
                    e -> e.give("torch.tensor(len(%s), dtype=4)", e.in(0)),
                    "SequenceInsert",
                    Sequences::insert,
                    "SequenceErase",
                    Sequences::erase,
                    "SplitToSequence",
                    Sequences::split,
                    "ConcatFromSequence",
                    Sequences::concatenate);

    private static final Set<String> GIVING =
            Set.of(
                    "SequenceEmpty",
                    "SequenceConstruct",
                    "SequenceInsert",
                    "SequenceErase",
                    "SplitToSequence");

    private static final String INSERTED =
            """
            def sequence_with(s: List[Tensor], x: Tensor, at: int) -> List[Tensor]:
              r = torch.list(s)
              place = at
              if place < 0:
                place = place + len(s)
              if place < 0 or place > len(s):
                ops.prim.RaiseException("the place is outside of the sequence")
              torch.insert(r, place, x)
              return r
            """;

    private static final String ERASED =
            """
            def sequence_without(s: List[Tensor], at: int) -> List[Tensor]:
              r = torch.list(s)
              _ = torch.pop(r, at)
              return r
            """;

    private static final String PARTS =
            """
            def sequence_parts(x: Tensor, sizes: Tensor, axis: int) -> List[Tensor]:
              if torch.dim(sizes) == 0:
                r = torch.split(x, int(sizes), axis)
              else:
                r = torch.split_with_sizes(x, __torch__.ints(sizes), axis)
              return r
            """;

    private Sequences() {}

    /** Whether a node gives a sequence, or graphs in it make some: what no tensor can hold. */
    public static boolean isMadeBy(Node node) {
        return GIVING.contains(node.op())
                || node.attributes().graphs().stream()
                        .anyMatch(inner -> inner.nodes().stream().anyMatch(Sequences::isMadeBy));
    }

    private static void insert(Emission e) {
        String at = e.has(2) ? e.integer(2) : "len(" + e.in(0) + ")";
        String helper = e.helper("sequence_with", INSERTED);
        e.give("%s(%s, %s, %s)", helper, e.in(0), e.in(1), at);
    }

    private static void erase(Emission e) {
        String at = e.has(1) ? e.integer(1) : "-1";
        e.give("%s(%s, %s)", e.helper("sequence_without", ERASED), e.in(0), at);
    }

    /** One part for each place, parts of equal size, the last one maybe smaller, or as listed. */
    private static void split(Emission e) {
        long axis = e.attributes().integer("axis", 0);
        if (!e.has(1)) {
            boolean keeps = e.attributes().integer("keepdims", 1) == 1;
            e.give(keeps ? "torch.split(%s, 1, %d)" : "torch.unbind(%s, %d)", e.in(0), axis);
        } else if (e.known(1).isEmpty()) {
            e.helper("ints", Emission.INTS);
            e.give("%s(%s, %s, %d)", e.helper("sequence_parts", PARTS), e.in(0), e.in(1), axis);
        } else if (e.known(1).get().isScalar()) {
            e.give("torch.split(%s, %s, %d)", e.in(0), e.integer(1), axis);
        } else {
            e.give("torch.split_with_sizes(%s, %s, %d)", e.in(0), e.ints(1), axis);
        }
    }

    private static void concatenate(Emission e) {
        boolean stacks = e.attributes().integer("new_axis", 0) == 1;
        long axis = e.attributes().integer("axis", 0);
        e.give("torch.%s(%s, %d)", stacks ? "stack" : "cat", e.in(0), axis);
    }
}
