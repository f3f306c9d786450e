package dev.halftone.network;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes DINOv2 down (Oquab et al., arXiv:2304.07193; registers: Darcet et al., arXiv:2309.16588)
 * under the names of its hub models, {@code backbone.} and {@code linear_head.}. The head reads the
 * class tokens of the last one or four blocks, each after the final norm, and the mean of the last
 * block's patches; without a head the class token is the answer.
 */
final class DinoGraph {
    private final GraphBuilder root;
    private final GraphBuilder backbone;
    private final DinoShape shape;
    private final int layers;

    private DinoGraph(DinoShape shape, int layers) {
        this.root = Graph.builder("dinov2");
        this.backbone = root.at("backbone");
        this.shape = shape;
        this.layers = layers;
    }

    /**
     * @param layers blocks that the head reads; 0 for no head
     * @param classes answers of the head
     */
    static Graph of(DinoShape shape, int layers, int classes) {
        return new DinoGraph(shape, layers).build(classes);
    }

    private Graph build(int classes) {
        int side = shape.image();
        Value image = root.input("image", DataType.FLOAT32, -1, 3, side, side);
        Value x = embedding(backbone.label("kind", "embedding"), image);
        VitBlock block =
                new VitBlock(shape.width(), shape.heads(), shape.mlp(), true, true, shape.gated());
        List<Value> seen = new ArrayList<>();
        for (int i = 0; i < shape.depth(); i++) {
            x = block.write(backbone.label("block", i).at("blocks." + i), x);
            if (i >= shape.depth() - Math.max(1, layers)) {
                GraphBuilder norm = backbone.label("kind", "norm");
                seen.add(norm.layerNorm(x, "norm", shape.width(), VitBlock.EPSILON));
            }
        }
        return root.build(answer(root.label("kind", "head"), seen, classes));
    }

    private Value answer(GraphBuilder root, List<Value> seen, int classes) {
        GraphBuilder g = root.at("features");
        List<Value> features = new ArrayList<>();
        seen.forEach(tokens -> features.add(g.pick(tokens, 1, 0)));
        if (layers == 0) {
            return features.get(0);
        }
        Value last = seen.get(seen.size() - 1);
        Value from = g.integers(1L + shape.registers());
        Value patches = g.apply("Slice", last, from, g.integers(Long.MAX_VALUE), g.integers(1));
        features.add(
                g.apply(
                        "ReduceMean",
                        List.of(patches, g.integers(1)),
                        Attributes.of("keepdims", 0)));
        Value all = g.concat(1, features.toArray(Value[]::new));
        return root.linear(all, "linear_head", (layers + 1L) * shape.width(), classes);
    }

    /** Registers have no position. */
    private Value embedding(GraphBuilder g, Value image) {
        int width = shape.width();
        int learned = shape.learned();
        Value x = VitGraph.patches(g, image, 3, width, shape.patch());
        x = g.at("cls_token").concat(1, VitGraph.token(g, "cls_token", image, width), x);
        Value positions = g.parameter("pos_embed", 1, 1L + (long) learned * learned, width);
        GraphBuilder at = g.at("pos_embed");
        if (learned != shape.grid()) {
            Positions how =
                    shape.registers() > 0
                            ? Positions.BICUBIC_ANTIALIASED
                            : Positions.BICUBIC_OFFSET;
            positions = how.resized(at, positions, 1, learned, shape.grid(), width);
        }
        x = at.add(x, positions);
        if (shape.masked()) {
            g.parameter("mask_token", 1, width);
        }
        return shape.registers() == 0 ? x : registered(g, image, x);
    }

    private Value registered(GraphBuilder root, Value image, Value x) {
        GraphBuilder g = root.at("register_tokens");
        int width = shape.width();
        int number = shape.registers();
        Value cls = g.apply("Slice", x, g.integers(0), g.integers(1), g.integers(1));
        Value rest = g.apply("Slice", x, g.integers(1), g.integers(Long.MAX_VALUE), g.integers(1));
        Value size = g.apply("Shape", List.of(image), Attributes.of("start", 0).with("end", 1));
        Value to = g.concat(0, size, g.integers(number, width));
        Value registers =
                g.apply("Expand", root.parameter("register_tokens", 1, number, width), to);
        return g.concat(1, cls, registers, rest);
    }
}
