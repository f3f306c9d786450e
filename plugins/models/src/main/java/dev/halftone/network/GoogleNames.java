package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoint.Derived;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Gives the vision transformers of Google's {@code .npz} files ({@code
 * Transformer/encoderblock_0/…}) the names and arrangements of timm's: kernels have their outputs
 * last there, and heads a dimension of their own.
 */
final class GoogleNames {
    private static final String BLOCK = "Transformer/encoderblock_";
    private static final String ATTENTION = "/MultiHeadDotProductAttention_1/";
    private static final Renaming NAMES =
            Renaming.of(
                    """
                    ^cls                                      cls_token
                    ^embedding/                               patch_embed.proj.
                    ^pre_logits/                              pre_logits.fc.
                    ^head/                                    head.
                    ^Transformer/posembed_input/pos_embedding pos_embed
                    ^Transformer/encoder_norm/                norm.
                    ^Transformer/encoderblock_#/              blocks.#.
                    LayerNorm_0/                              norm1.
                    LayerNorm_2/                              norm2.
                    MultiHeadDotProductAttention_1/query/     attn.qkv[1/3].
                    MultiHeadDotProductAttention_1/key/       attn.qkv[2/3].
                    MultiHeadDotProductAttention_1/value/     attn.qkv[3/3].
                    MultiHeadDotProductAttention_1/out/       attn.proj.
                    MlpBlock_3/Dense_0/                       mlp.fc1.
                    MlpBlock_3/Dense_1/                       mlp.fc2.
                    .kernel                                   .weight
                    .scale                                    .weight
                    """);

    private GoogleNames() {}

    /** Whether a file is one of these. */
    static boolean are(Checkpoint file) {
        return file.tensors().keySet().stream().anyMatch(name -> name.startsWith(BLOCK));
    }

    /** The number of heads, where a shape tells it. */
    static Optional<Integer> heads(Checkpoint file) {
        return file.tensors().values().stream()
                .filter(tensor -> tensor.name().endsWith(ATTENTION + "query/kernel"))
                .filter(tensor -> tensor.shape().dimension() == 3)
                .map(tensor -> (int) tensor.shape().get(1))
                .findFirst();
    }

    static Checkpoint asTimm(Checkpoint file) {
        List<Derived> turned =
                file.tensors().values().stream().flatMap(t -> turned(t).stream()).toList();
        return NAMES.of(file.derived(turned), "");
    }

    /** The same tensor as timm has it, if that is another arrangement. */
    private static Optional<Derived> turned(TensorSpec tensor) {
        String name = tensor.name();
        Shape s = tensor.shape();
        int rank = s.dimension();
        if (name.endsWith("/bias") && rank == 2) {
            return made(tensor, new Shape(s.size()), bias -> bias.reshape(-1));
        }
        if (!name.endsWith("/kernel")) {
            return Optional.empty();
        }
        if (rank == 4) {
            Shape shape = new Shape(s.get(3), s.get(2), s.get(0), s.get(1));
            return made(tensor, shape, kernel -> kernel.transpose(3, 2, 0, 1));
        }
        if (rank == 3) {
            // Heads come first where they are left, last where they are made.
            long in = name.endsWith("/out/kernel") ? s.get(0) * s.get(1) : s.get(0);
            Shape shape = new Shape(in == 0 ? 0 : s.size() / in, in);
            return made(tensor, shape, kernel -> kernel.reshape(in, -1).transpose());
        }
        return rank == 2
                ? made(tensor, new Shape(s.get(1), s.get(0)), NDArray::transpose)
                : Optional.empty();
    }

    private static Optional<Derived> made(
            TensorSpec tensor, Shape shape, UnaryOperator<NDArray> make) {
        List<String> from = List.of(tensor.name());
        return Optional.of(new Derived(tensor.name(), shape, from, one -> make.apply(one.get(0))));
    }
}
