package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds products of whole numbers, where both operands are on grids of at most 8 bits, and chooses
 * how they are made: with the library's int8 kernels if they are exact on this machine and serve
 * the case, with one that gives the sums alone where they might become too large for the others
 * ({@link Sums}), otherwise with floating-point products of whole numbers, which are exact too.
 */
final class Products {
    private final Bound bound;
    private final Edit edit;
    private final Sums sums;
    private final ProductNodes nodes;
    private final boolean fast;
    private final Map<String, String> reasons;

    private Products(Bound bound, boolean fast, Map<String, String> reasons) {
        this.bound = bound;
        this.sums = new Sums(bound);
        this.fast = fast;
        this.reasons = reasons;
        edit = new Edit(bound.graph());
        nodes = new ProductNodes(edit);
    }

    /**
     * @param fast whether the library's int8 kernels may be used
     * @param reasons gets why the operands of a product stay in float, by their names
     */
    static Graph lower(Bound bound, boolean fast, Map<String, String> reasons) {
        Products pass = new Products(bound, fast, reasons);
        bound.graph().nodes().forEach(pass::visit);
        return pass.edit.done();
    }

    private void visit(Node node) {
        switch (node.op()) {
            case "MatMul", "halftone.Linear", "Gemm", "Conv", "ConvTranspose" -> {
                Optional<Operand> left = operand(node.input(0));
                Optional<Operand> right = operand(node.input(1));
                if (left.isPresent() && right.isPresent()) {
                    lower(node, left.get(), right.get());
                } else {
                    String why = "the other operand of its product is in float";
                    left.or(() -> right).ifPresent(one -> keep(one, why));
                }
            }
            default -> {}
        }
    }

    private Optional<Operand> operand(String value) {
        return edit.maker(value, Lattice.OP)
                .flatMap(node -> Lattice.of(node, bound).map(found -> new Operand(node, found)));
    }

    private void keep(Operand operand, String why) {
        reasons.putIfAbsent(operand.snap().output(), operand.lattice().tooWide().orElse(why));
    }

    private void lower(Node node, Operand left, Operand right) {
        boolean weighted = edit.isFixed(right.snap().output());
        Optional<String> no = left.lattice().unfit();
        no = no.or(() -> weighted ? unfitWeight(node, right) : right.lattice().unfit());
        if (no.isPresent()) {
            String why = "the other operand of its product is in float: " + no.get();
            reasons.putIfAbsent(left.snap().output(), left.lattice().unfit().orElse(why));
            reasons.putIfAbsent(right.snap().output(), right.lattice().tooWide().orElse(why));
        } else if (!weighted) {
            nodes.matrices(node, left, right);
        } else if (fast && Kernels.serves(node, right.lattice(), terms(node, right))) {
            served(node, left, right);
        } else {
            nodes.wide(node, left, right, terms(node, right));
        }
    }

    /** The kernel that also scales, where that leaves the sums as they are. */
    private void served(Node node, Operand left, Operand right) {
        if (sums.areExact(left, right, channels(node), terms(node, right))) {
            nodes.fast(node, left, right);
        } else if (node.op().equals("Conv")) {
            nodes.wide(node, left, right, terms(node, right));
        } else {
            nodes.summed(node, left, right);
        }
    }

    private Optional<String> unfitWeight(Node node, Operand weight) {
        Lattice grid = weight.lattice();
        if (grid.tooWide().isPresent()) {
            return grid.tooWide();
        }
        Optional<List<Long>> shape = shape(weight);
        if (shape.isEmpty() && !grid.isOne()) {
            return Optional.of("its weight is computed");
        }
        if (node.op().equals("MatMul") && shape.map(List::size).orElse(0) != 2) {
            return Optional.of("its weight is no matrix");
        }
        boolean scaled =
                node.attributes().real("alpha", 1) != 1
                        || node.attributes().real("beta", 1) != 1
                        || node.attributes().integer("transA", 0) != 0;
        if (node.op().equals("Gemm") && scaled) {
            return Optional.of("its product is scaled or transposed");
        }
        boolean groups =
                node.op().equals("ConvTranspose") && node.attributes().integer("group", 1) > 1;
        boolean along = grid.isOne() || axis(grid, shape.get().size()) == channels(node) && !groups;
        return along
                ? Optional.empty()
                : Optional.of("its scales do not lie along the output channels");
    }

    private Optional<List<Long>> shape(Operand weight) {
        TensorSpec spec = bound.graph().parameters().get(weight.snap().input(0));
        return Optional.ofNullable(spec)
                .map(known -> Arrays.stream(known.shape().getShape()).boxed().toList());
    }

    static int axis(Lattice grid, int rank) {
        return grid.axis() < 0 ? grid.axis() + rank : grid.axis();
    }

    /** The weight's dimension of output channels. */
    static int channels(Node node) {
        return switch (node.op()) {
            case "MatMul", "ConvTranspose" -> 1;
            case "Gemm" -> node.attributes().integer("transB", 0) == 1 ? 0 : 1;
            default -> 0;
        };
    }

    /** How many products are summed up; very many if that is not known. */
    private long terms(Node node, Operand weight) {
        Optional<List<Long>> shape = shape(weight);
        if (shape.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        long all = shape.get().stream().reduce(1L, (a, b) -> a * b);
        return Math.max(1, all / Math.max(1, shape.get().get(channels(node))));
    }
}
