package dev.halftone.onnx;

import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Evaluates what computes shapes: chains of Shape, Gather, Concat and the like that exporters leave
 * behind. Where the batch is open, a Reshape with that one unknown dimension takes what is left
 * (-1) instead. Nodes that became numbers disappear.
 */
final class Folding {
    /** Elements that an operator may ask for beyond what it reads. */
    private static final long MOST_ASKED = 1L << 28;

    private final Translation translation;
    private final Facts facts;
    private final List<Node> kept = new ArrayList<>();

    private Folding(Translation translation) {
        this.translation = translation;
        facts = new Facts(translation.constants());
    }

    /** The nodes that are left, in the same order; new constants go to the translation. */
    static List<Node> of(List<Node> nodes, Translation translation, List<TensorSpec> inputs) {
        Folding folding = new Folding(translation);
        for (TensorSpec input : inputs) {
            translation
                    .shape(input.name())
                    .ifPresent(shape -> folding.facts.shape(input.name(), shape));
        }
        nodes.forEach(folding::visit);
        return folding.kept;
    }

    private void visit(Node node) {
        try {
            learn(node);
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            // Shapes that do not fit each other: running the node says so better than this can.
            kept.add(node);
        }
    }

    private void learn(Node node) {
        Optional<Tensor> same = translation.known(node.input(0));
        if (node.op().equals("Identity") && same.isPresent()) {
            translation.constant(same.get().named(node.output()));
            return;
        }
        Optional<List<Long>> numbers = Elements.of(node, facts);
        boolean list = node.op().equals("Shape") || node.op().equals("Slice");
        Optional<List<Long>> shape =
                list && numbers.isPresent()
                        ? Optional.of(List.of((long) numbers.get().size()))
                        : Dimensions.of(node, facts);
        boolean known =
                numbers.filter(elements -> !elements.contains(Facts.UNKNOWN)).isPresent()
                        && !node.op().equals("Equal");
        if (known && shape.filter(s -> s.size() <= 1).isPresent()) {
            translation.constant(Numerals.whole(node.output(), shape.get(), numbers.get()));
            return;
        }
        shape.ifPresent(dimensions -> requireRoom(node, dimensions, Integer.MAX_VALUE));
        Optional<List<Long>> grown = Growth.of(node, facts, translation);
        grown.ifPresent(dimensions -> requireRoom(node, dimensions, MOST_ASKED));
        numbers.ifPresent(elements -> facts.numbers(node.output(), elements));
        boolean exact = Growth.EXACT.contains(node.op()) && facts.shape(node.input(0)).isPresent();
        shape.or(() -> grown.filter(dimensions -> exact))
                .ifPresent(dimensions -> facts.shape(node.output(), dimensions));
        if (node.op().equals("Split")) {
            facts.shape(node.input(0)).ifPresent(whole -> parts(node, whole));
        }
        kept.add(node.op().equals("Reshape") ? withOneOpen(node) : node);
    }

    /** What a Split makes: as its list says, or parts of equal size, the last one maybe smaller. */
    private void parts(Node node, List<Long> whole) {
        int axis = (int) Math.floorMod(node.attributes().integer("axis", 0), (long) whole.size());
        int count = node.outputs().size();
        long size = whole.get(axis);
        long equal = (size + count - 1) / count;
        Optional<List<Long>> list =
                facts.numbers(node.input(1))
                        .filter(l -> l.size() == count && !l.contains(Facts.UNKNOWN));
        for (int i = 0; i < count; i++) {
            long rest = size < 0 ? -1 : Math.max(0, Math.min(equal, size - i * equal));
            List<Long> part = new ArrayList<>(whole);
            int place = i;
            part.set(
                    axis, node.input(1).isEmpty() ? rest : list.map(l -> l.get(place)).orElse(-1L));
            facts.shape(node.outputs().get(i), part);
        }
    }

    /** Whatever the batch is. */
    private static void requireRoom(Node node, List<Long> shape, long most) {
        double elements = 1;
        for (long dimension : shape) {
            elements *= dimension < 0 ? 1 : dimension;
        }
        if (elements > most) {
            throw BadModel.unsupported(
                    "node '%s' makes a tensor of %.0f elements".formatted(node.name(), elements));
        }
    }

    /** A Reshape whose wish is known but for one dimension. */
    private Node withOneOpen(Node node) {
        Optional<List<Long>> wish = facts.numbers(node.input(1));
        boolean open =
                wish.isPresent()
                        && !translation.isConstant(node.input(1))
                        && wish.get().stream().filter(d -> d == Facts.UNKNOWN).count() == 1
                        && wish.get().stream().allMatch(d -> d == Facts.UNKNOWN || d > 0);
        if (!open) {
            return node;
        }
        List<Long> shape = wish.get().stream().map(d -> d == Facts.UNKNOWN ? -1 : d).toList();
        String constant = translation.constant(node.name() + "/shape", shape);
        return node.withInputs(List.of(node.input(0), constant));
    }
}
