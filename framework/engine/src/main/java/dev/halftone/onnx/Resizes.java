package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Says a cubic Resize of pictures of known size as two matrix products. It is linear in rows and in
 * columns, so its matrices are what it makes of the identity, which a runtime that folds constants
 * computes once. ONNX Runtime's own operator takes a hundred times as long.
 *
 * <p>The values are the operator's but for rounding. An infinity spoils its row and column.
 */
public final class Resizes {
    /** The longest side for which products pay. */
    private static final long MOST = 1024;

    private static final Set<String> LINEAR =
            Set.of(
                    "half_pixel",
                    "half_pixel_symmetric",
                    "pytorch_half_pixel",
                    "align_corners",
                    "asymmetric");

    private final Map<String, Attributes> constants = new HashMap<>();
    private final ValueFacts facts;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorSpec> parameters;
    private final Map<String, float[]> arrays;

    private Resizes(Bound bound) {
        facts = ValueFacts.of(bound);
        parameters = new LinkedHashMap<>(bound.graph().parameters());
        arrays = new LinkedHashMap<>(bound.arrays());
    }

    /** The same function with products in place of every Resize that allows it. */
    public static Bound asProducts(Bound bound) {
        Resizes pass = new Resizes(bound);
        Graph old = bound.graph();
        old.nodes().forEach(pass::visit);
        Graph made =
                new Graph(old.name(), old.inputs(), pass.parameters, pass.nodes, old.outputs());
        return new Bound(made.between(old.inputs(), old.outputs()), bound.weights(), pass.arrays);
    }

    private void visit(Node node) {
        if (node.op().equals("Constant")) {
            constants.put(node.output(), node.attributes());
        }
        Optional<List<Long>> from = facts.shape(node.input(0)).filter(shape -> shape.size() > 2);
        if (from.isPresent() && isCubic(node)) {
            Optional<List<Long>> to = wanted(node, from.get());
            if (to.isPresent() && isPlane(from.get(), to.get())) {
                products(node, from.get(), to.get());
                return;
            }
        }
        nodes.add(node);
    }

    private boolean isCubic(Node node) {
        Attributes a = node.attributes();
        return node.op().equals("Resize")
                && a.text("mode", "nearest").equals("cubic")
                && LINEAR.contains(a.text("coordinate_transformation_mode", "half_pixel"))
                && a.text("keep_aspect_ratio_policy", "stretch").equals("stretch")
                && a.integer("antialias", 0) == 0
                && facts.type(node.input(0)) == DataType.FLOAT32;
    }

    /** The shape that is made, if the graph says it. */
    private Optional<List<Long>> wanted(Node node, List<Long> from) {
        List<Long> axes =
                node.attributes()
                        .integers("axes")
                        .orElse(LongStream.range(0, from.size()).boxed().toList());
        return sizes(node)
                .filter(sizes -> sizes.size() == axes.size())
                .map(
                        sizes -> {
                            List<Long> to = new ArrayList<>(from);
                            for (int i = 0; i < sizes.size(); i++) {
                                to.set(Math.floorMod(axes.get(i), from.size()), sizes.get(i));
                            }
                            return to;
                        });
    }

    private Optional<List<Long>> sizes(Node node) {
        return Optional.ofNullable(constants.get(node.input(3)))
                .flatMap(constant -> constant.integers("value_ints"));
    }

    /** What has one row or column at the end follows rules of its own. */
    private static boolean isPlane(List<Long> from, List<Long> to) {
        int outer = from.size() - 2;
        return from.subList(0, outer).equals(to.subList(0, outer))
                && from.subList(outer, outer + 2).stream().allMatch(n -> n > 0 && n <= MOST)
                && to.subList(outer, outer + 2).stream().allMatch(n -> n > 1);
    }

    private void products(Node node, List<Long> from, List<Long> to) {
        int row = from.size() - 2;
        int column = from.size() - 1;
        String rows = matrix(node, "rows", from.get(row), List.of(to.get(row), from.get(row)));
        String columns =
                matrix(
                        node,
                        "columns",
                        from.get(column),
                        List.of(from.get(column), to.get(column)));
        String wide = node.output() + "/wide";
        add(node, wide, wide, "MatMul", List.of(node.input(0), columns), Attributes.NONE);
        add(node, node.name(), node.output(), "MatMul", List.of(rows, wide), Attributes.NONE);
    }

    /** What the operator makes of the identity. */
    private String matrix(Node node, String name, long side, List<Long> sizes) {
        String made = node.output() + "/" + name;
        String identity = made + "/identity";
        float[] values = new float[(int) (side * side)];
        for (int i = 0; i < side; i++) {
            values[i * ((int) side + 1)] = 1;
        }
        parameters.put(identity, new TensorSpec(identity, DataType.FLOAT32, new Shape(side, side)));
        arrays.put(identity, values);
        String size = made + "/sizes";
        add(node, size, size, "Constant", List.of(), Attributes.of("value_ints", sizes));
        Attributes both = node.attributes().with("axes", List.of(0L, 1L));
        add(node, made, made, "Resize", List.of(identity, "", "", size), both);
        return made;
    }

    private void add(
            Node of, String name, String output, String op, List<String> read, Attributes how) {
        List<String> outputs = Collections.singletonList(output);
        nodes.add(new Node(name, of.path(), op, read, outputs, how, of.labels()));
    }
}
