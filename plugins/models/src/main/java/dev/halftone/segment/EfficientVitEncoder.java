package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.segment.EfficientVitShape.Kind;
import dev.halftone.segment.EfficientVitShape.Stage;
import dev.halftone.segment.Layers.Conv;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes EfficientViT-SAM's image encoder down (Zhang et al., arXiv:2402.05008): stages of
 * convolutions and linear attention, and a neck that brings the last three to 64 × 64. Nodes are
 * labelled with stage ({@code neck} in the neck), block, layer and kind.
 */
final class EfficientVitEncoder {
    private final EfficientVitShape shape;

    private EfficientVitEncoder(EfficientVitShape shape) {
        this.shape = shape;
    }

    static Value write(GraphBuilder g, EfficientVitShape shape, Value image) {
        EfficientVitEncoder encoder = new EfficientVitEncoder(shape);
        List<Value> stages = encoder.backbone(g.at("backbone"), image);
        Value joined = encoder.neck(g.label("stage", "neck").at("neck"), stages);
        return Layers.norm(g.label("kind", "norm"), joined, "norm", shape.decoder().width());
    }

    private List<Value> backbone(GraphBuilder g, Value image) {
        List<Value> made = new ArrayList<>();
        Value x = image;
        int in = 3;
        for (int s = 0; s < shape.stages().size(); s++) {
            Stage stage = shape.stages().get(s);
            GraphBuilder at = g.label("stage", s).at("stages." + s + ".op_list");
            x = first(at.label("block", 0).at("0"), x, in, stage, s == 0);
            for (int i = 1; i <= stage.depth(); i++) {
                x = block(at.label("block", i).at("" + i), x, stage);
            }
            in = stage.width();
            made.add(x);
        }
        return made;
    }

    /** Half the side, more channels. */
    private static Value first(GraphBuilder g, Value x, int in, Stage stage, boolean stem) {
        int width = stage.width();
        if (stem) {
            GraphBuilder conv = g.label("layer", 0).label("kind", "conv");
            return ConvBlocks.layer(conv, x, Conv.of(in, width, 3, 2), true);
        }
        int expand = 4 * stage.expand();
        return stage.kind() == Kind.FMB
                ? ConvBlocks.fused(g.at("main"), x, in, width, expand, 2)
                : ConvBlocks.inverted(g.at("main"), x, in, width, expand, 2, stage.bare(), 0);
    }

    private static Value block(GraphBuilder g, Value x, Stage stage) {
        int width = stage.width();
        int expand = stage.expand();
        if (stage.kind() == Kind.ATT) {
            Value a = new LiteMla(width, stage.scale()).write(g.at("context_module.main"), x);
            Value y = residual(g.at("context_module"), x, a);
            Value m =
                    ConvBlocks.inverted(
                            g.at("local_module.main"), y, width, width, expand, 1, true, 3);
            return residual(g.at("local_module"), y, m);
        }
        GraphBuilder main = g.at("main");
        Value made =
                switch (stage.kind()) {
                    case RES -> ConvBlocks.res(main, x, width);
                    case FMB -> ConvBlocks.fused(main, x, width, width, expand, 1);
                    case MB, ATT ->
                            ConvBlocks.inverted(main, x, width, width, expand, 1, stage.bare(), 0);
                };
        return residual(g, x, made);
    }

    private static Value residual(GraphBuilder g, Value x, Value made) {
        return g.label("kind", "residual").at("residual").add(x, made);
    }

    private Value neck(GraphBuilder g, List<Value> stages) {
        int width = shape.decoder().width();
        List<Integer> from = shape.neck().from();
        Value sum = input(g, stages, 0);
        for (int i = 1; i < from.size(); i++) {
            sum = g.at("sum").add(sum, input(g, stages, i));
        }
        for (int i = 0; i < shape.neck().depth(); i++) {
            GraphBuilder block = g.label("block", from.size() + i).at("middle.op_list." + i);
            Value made =
                    ConvBlocks.fused(block.at("main"), sum, width, width, shape.neck().expand(), 1);
            sum = residual(block, sum, made);
        }
        GraphBuilder last =
                g.label("block", from.size() + shape.neck().depth())
                        .label("layer", 0)
                        .label("kind", "neck-output");
        return Conv.of(width, width, 1, 1).write(last.at("output_ops.0.op_list.0.conv"), sum);
    }

    private Value input(GraphBuilder root, List<Value> stages, int number) {
        int stage = shape.neck().from().get(number);
        GraphBuilder g =
                root.label("block", number)
                        .label("layer", 0)
                        .label("kind", "neck-input")
                        .at("input_ops." + number + ".op_list");
        Conv conv = Conv.of(shape.stages().get(stage).width(), shape.decoder().width(), 1, 1);
        Value x = ConvBlocks.layer(g.at("0"), stages.get(stage), conv, false);
        int grid = shape.decoder().grid();
        if (shape.image() >> (stage + 1) == grid) {
            return x;
        }
        Attributes bicubic =
                Attributes.of("mode", "cubic").with("coordinate_transformation_mode", "half_pixel");
        Value nothing = new Value("");
        Value sizes = g.integers(grid, grid);
        return g.at("1")
                .apply(
                        "Resize",
                        List.of(x, nothing, nothing, sizes),
                        bicubic.with("axes", new long[] {2, 3}));
    }
}
