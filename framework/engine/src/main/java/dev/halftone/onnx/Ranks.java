package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shapes where {@link Dimensions} says nothing: the rank at least. */
final class Ranks {
    private static final Set<String> SAME =
            Set.of(
                    "Acos",
                    "Acosh",
                    "Asin",
                    "Asinh",
                    "Atan",
                    "Atanh",
                    "Cos",
                    "Cosh",
                    "CumProd",
                    "Exp",
                    "Hardmax",
                    "IsInf",
                    "IsNaN",
                    "LRN",
                    "Round",
                    "ScatterElements",
                    "ScatterND",
                    "Shrink",
                    "Sign",
                    "Sin",
                    "Sinh",
                    "Softsign",
                    "Sqrt",
                    "Tan",
                    "TensorScatter",
                    "ThresholdedRelu",
                    "Trilu",
                    "halftone.FakeQuantize");

    /** The sizes change, the number of dimensions does not. */
    private static final Set<String> KEPT =
            Set.of(
                    "CenterCropPad",
                    "ConvTranspose",
                    "DepthToSpace",
                    "GridSample",
                    "Pad",
                    "Resize",
                    "Slice",
                    "SpaceToDepth",
                    "Tile",
                    "TopK");

    private Ranks() {}

    static Optional<List<Long>> of(Node node, Facts facts) {
        Optional<List<Long>> x = facts.shape(node.input(0));
        if (SAME.contains(node.op())) {
            return x;
        }
        if (KEPT.contains(node.op())) {
            return x.map(shape -> Collections.nCopies(shape.size(), -1L));
        }
        if (node.op().equals("NonMaxSuppression")) {
            return Optional.of(List.of(-1L, 3L));
        }
        if (node.op().equals("NonZero")) {
            return x.map(shape -> List.of((long) shape.size(), -1L));
        }
        if (node.op().equals("GatherElements")) {
            return facts.shape(node.input(1));
        }
        if (node.op().equals("GatherND")) {
            return facts.shape(node.input(1))
                    .filter(at -> at.get(at.size() - 1) >= 0)
                    .flatMap(at -> x.map(shape -> picked(node, shape, at)));
        }
        if (node.op().equals("Gemm")) {
            boolean turned = node.attributes().integer("transB", 0) == 1;
            return facts.shape(node.input(1)).map(b -> List.of(-1L, b.get(turned ? 0 : 1)));
        }
        if (node.op().equals("Reshape")) {
            return facts.shape(node.input(1))
                    .filter(to -> to.size() == 1 && to.get(0) >= 0)
                    .map(to -> Collections.nCopies(to.get(0).intValue(), -1L));
        }
        if (node.op().equals("Split")) {
            return x.map(shape -> split(node, shape));
        }
        if (node.op().equals("Expand")) {
            return facts.numbers(node.input(1)).flatMap(to -> x.map(shape -> expanded(shape, to)));
        }
        if (node.op().startsWith("Reduce")) {
            return x.flatMap(shape -> reduced(node, facts, shape));
        }
        return node.op().startsWith("Arg")
                ? x.map(shape -> without(node, shape, List.of(axis(node, 0))))
                : Optional.empty();
    }

    /** GatherND: as many pieces as there are lists of places. */
    private static List<Long> picked(Node node, List<Long> shape, List<Long> at) {
        int batch = (int) node.attributes().integer("batch_dims", 0);
        int places = at.get(at.size() - 1).intValue();
        List<Long> made = new ArrayList<>(at.subList(0, at.size() - 1));
        made.addAll(shape.subList(batch + places, shape.size()));
        return made;
    }

    private static long axis(Node node, long byDefault) {
        return node.attributes().integer("axis", byDefault);
    }

    private static List<Long> split(Node node, List<Long> shape) {
        List<Long> made = new ArrayList<>(shape);
        int at = (int) Math.floorMod(axis(node, 0), (long) shape.size());
        int parts = node.outputs().size();
        boolean equal = node.input(1).isEmpty() && shape.get(at) >= 0 && shape.get(at) % parts == 0;
        made.set(at, equal ? shape.get(at) / parts : -1L);
        return made;
    }

    private static List<Long> expanded(List<Long> shape, List<Long> to) {
        int rank = Math.max(shape.size(), to.size());
        List<Long> made = new ArrayList<>(Collections.nCopies(rank, 1L));
        for (int i = 0; i < shape.size(); i++) {
            made.set(rank - shape.size() + i, shape.get(i));
        }
        for (int i = 0; i < to.size(); i++) {
            long wish = to.get(i);
            if (wish != 1) {
                made.set(rank - to.size() + i, wish > 1 ? wish : -1L);
            }
        }
        return made;
    }

    private static Optional<List<Long>> reduced(Node node, Facts facts, List<Long> shape) {
        Optional<List<Long>> axes =
                node.input(1).isEmpty() ? Optional.of(List.of()) : facts.numbers(node.input(1));
        return axes.map(some -> some.isEmpty() ? all(node.attributes(), shape) : some)
                .map(some -> without(node, shape, some));
    }

    private static List<Long> all(Attributes attributes, List<Long> shape) {
        List<Long> axes = new ArrayList<>();
        if (attributes.integer("noop_with_empty_axes", 0) == 0) {
            for (long i = 0; i < shape.size(); i++) {
                axes.add(i);
            }
        }
        return axes;
    }

    private static List<Long> without(Node node, List<Long> shape, List<Long> axes) {
        boolean keep = node.attributes().integer("keepdims", 1) == 1;
        Set<Integer> gone = new HashSet<>();
        axes.forEach(axis -> gone.add((int) Math.floorMod(axis, (long) shape.size())));
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            if (!gone.contains(i)) {
                made.add(shape.get(i));
            } else if (keep) {
                made.add(1L);
            }
        }
        return made;
    }
}
