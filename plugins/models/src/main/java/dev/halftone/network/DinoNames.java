package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoint.Derived;
import java.util.List;

/**
 * Gives what is stored of a DINOv2 the names of its hub models, {@code backbone.} and {@code
 * linear_head.}. Read are the authors' backbones and heads, transformers' {@code Dinov2Model},
 * {@code Dinov2WithRegistersModel} and classifiers, and timm's.
 */
final class DinoNames {
    private static final String BACKBONE = "backbone.";
    private static final String HEAD = "linear_head.";

    private DinoNames() {}

    static Checkpoint backbone(Checkpoint file) {
        if (file.tensors().keySet().stream().anyMatch(name -> name.startsWith(BACKBONE))) {
            return file;
        }
        Checkpoint theirs = VitNames.fromTransformers(file, "dinov2.", "dinov2_with_registers.");
        return theirs.derived(
                theirs.tensors().values().stream().map(spec -> ours(theirs, spec)).toList());
    }

    /** Whether an MLP is a SwiGLU under the names of another: its first layer is two in one. */
    private static boolean packed(Checkpoint file) {
        TensorSpec first = file.tensors().get("blocks.0.mlp.fc1.weight");
        TensorSpec second = file.tensors().get("blocks.0.mlp.fc2.weight");
        boolean both = first != null && second != null;
        return both
                && first.shape().dimension() == 2
                && second.shape().dimension() == 2
                && first.shape().get(0) == 2 * second.shape().get(1);
    }

    private static Derived ours(Checkpoint file, TensorSpec spec) {
        boolean timms = file.tensors().containsKey("reg_token");
        return switch (spec.name()) {
            case "head.weight", "head.bias" -> same(spec, HEAD + spec.name().substring(5));
            case "reg_token" -> same(spec, BACKBONE + "register_tokens");
            case "pos_embed" -> timms ? withClass(spec) : same(spec, BACKBONE + spec.name());
            default -> same(spec, BACKBONE + (packed(file) ? unpacked(spec) : spec.name()));
        };
    }

    private static String unpacked(TensorSpec spec) {
        return spec.name().replace(".mlp.fc1.", ".mlp.w12.").replace(".mlp.fc2.", ".mlp.w3.");
    }

    /** Where timm has registers, its class token has the class's position added already. */
    private static Derived withClass(TensorSpec spec) {
        Shape shape = spec.shape();
        if (shape.dimension() != 3) {
            return same(spec, BACKBONE + spec.name());
        }
        return new Derived(
                BACKBONE + spec.name(),
                new Shape(shape.get(0), shape.get(1) + 1, shape.get(2)),
                List.of(spec.name()),
                one -> afterNothing(one.get(0)));
    }

    private static NDArray afterNothing(NDArray positions) {
        NDArray nothing = positions.get(":, :1").zerosLike();
        return NDArrays.concat(new NDList(nothing, positions), 1);
    }

    /** A head by itself has names of its own. */
    static Checkpoint head(Checkpoint file) {
        return file.tensors().containsKey("weight")
                ? file.derived(
                        file.tensors().values().stream()
                                .map(spec -> same(spec, HEAD + spec.name()))
                                .toList())
                : file;
    }

    private static Derived same(TensorSpec spec, String name) {
        return new Derived(name, spec.shape(), List.of(spec.name()), one -> one.get(0));
    }
}
