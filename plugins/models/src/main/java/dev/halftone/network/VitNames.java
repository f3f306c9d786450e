package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoint.Derived;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Gives vision transformers that other libraries stored the names and arrangements of timm's:
 * transformers' ({@code vit.encoder.layer.0…}), ViT-pytorch's ({@code
 * transformer.encoder.layer.0…}) and Google's {@code .npz} files ({@code
 * Transformer/encoderblock_0/…}), whose kernels are turned.
 */
final class VitNames {
    private final Map<String, TensorSpec> tensors;
    private final List<Derived> derived = new ArrayList<>();

    /** How a library calls the parts; {@code #} is a block's number. */
    private record Naming(
            String mark,
            String patch,
            String cls,
            String dist,
            String positions,
            String norm,
            String head,
            String headDist,
            String block,
            String norm1,
            String query,
            String key,
            String value,
            String proj,
            String norm2,
            String fc1,
            String fc2) {}

    private static final Naming HF = huggingFace("vit");
    private static final Naming HF_DEIT = huggingFace("deit");
    private static final Naming PYTORCH =
            new Naming(
                    "transformer.embeddings.cls_token",
                    "transformer.embeddings.patch_embeddings",
                    "transformer.embeddings.cls_token",
                    "",
                    "transformer.embeddings.position_embeddings",
                    "transformer.encoder.encoder_norm",
                    "head",
                    "",
                    "transformer.encoder.layer.#.",
                    "attention_norm",
                    "attn.query",
                    "attn.key",
                    "attn.value",
                    "attn.out",
                    "ffn_norm",
                    "ffn.fc1",
                    "ffn.fc2");

    private VitNames(Map<String, TensorSpec> tensors) {
        this.tensors = tensors;
    }

    private static Naming huggingFace(String model) {
        String embeddings = model + ".embeddings.";
        boolean distilled = model.equals("deit");
        return new Naming(
                embeddings + "cls_token",
                embeddings + "patch_embeddings.projection",
                embeddings + "cls_token",
                distilled ? embeddings + "distillation_token" : "",
                embeddings + "position_embeddings",
                model + ".layernorm",
                distilled ? "cls_classifier" : "classifier",
                distilled ? "distillation_classifier" : "",
                model + ".encoder.layer.#.",
                "layernorm_before",
                "attention.attention.query",
                "attention.attention.key",
                "attention.attention.value",
                "attention.output.dense",
                "layernorm_after",
                "intermediate.dense",
                "output.dense");
    }

    /** A checkpoint under timm's names, whatever its own are. */
    static Checkpoint asTimm(Checkpoint file) {
        VitNames names = new VitNames(file.tensors());
        if (isGoogles(file)) {
            names.google();
        }
        for (Naming naming : List.of(HF, HF_DEIT, PYTORCH)) {
            if (file.tensors().containsKey(naming.mark)) {
                names.rename(naming);
            }
        }
        return names.derived.isEmpty() ? file : file.derived(names.derived);
    }

    static boolean isGoogles(Checkpoint file) {
        return file.tensors().containsKey("Transformer/encoder_norm/scale");
    }

    /** The number of heads, where a shape tells it. */
    static Optional<Integer> heads(Checkpoint file) {
        TensorSpec query =
                file.tensors()
                        .get(
                                "Transformer/encoderblock_0/MultiHeadDotProductAttention_1/query/kernel");
        return query != null && query.shape().dimension() == 3
                ? Optional.of((int) query.shape().get(1))
                : Optional.empty();
    }

    private void rename(Naming of) {
        same("cls_token", of.cls);
        same("dist_token", of.dist);
        same("pos_embed", of.positions);
        pair("patch_embed.proj", of.patch);
        pair("norm", of.norm);
        // A DeiT that was tuned further, without its teacher, answers with its first token alone.
        pair("head", tensors.containsKey(of.head + ".weight") ? of.head : "classifier");
        pair("head_dist", of.headDist);
        for (int i = 0; tensors.containsKey(at(of, i) + of.norm1 + ".weight"); i++) {
            String from = at(of, i);
            String to = "blocks." + i + ".";
            pair(to + "norm1", from + of.norm1);
            three(to + "attn.qkv.weight", 2, from, of, ".weight");
            three(to + "attn.qkv.bias", 1, from, of, ".bias");
            pair(to + "attn.proj", from + of.proj);
            pair(to + "norm2", from + of.norm2);
            pair(to + "mlp.fc1", from + of.fc1);
            pair(to + "mlp.fc2", from + of.fc2);
        }
    }

    private void three(String to, int rank, String from, Naming of, String end) {
        List<String> parts =
                List.of(from + of.query + end, from + of.key + end, from + of.value + end);
        joined(to, rank, parts, array -> array, shape -> shape);
    }

    private static String at(Naming of, int block) {
        return of.block.replace("#", "" + block);
    }

    private void google() {
        same("cls_token", "cls");
        same("pos_embed", "Transformer/posembed_input/pos_embedding");
        made(
                "patch_embed.proj.weight",
                4,
                "embedding/kernel",
                kernel -> kernel.transpose(3, 2, 0, 1),
                s -> new Shape(s.get(3), s.get(2), s.get(0), s.get(1)));
        same("patch_embed.proj.bias", "embedding/bias");
        norm("norm", "Transformer/encoder_norm");
        dense("pre_logits.fc", "pre_logits");
        dense("head", "head");
        for (int i = 0; tensors.containsKey(block(i) + "LayerNorm_0/scale"); i++) {
            String from = block(i);
            String to = "blocks." + i + ".";
            String attention = from + "MultiHeadDotProductAttention_1/";
            norm(to + "norm1", from + "LayerNorm_0");
            joined(
                    to + "attn.qkv.weight",
                    3,
                    three(attention, "/kernel"),
                    kernel -> kernel.reshape(kernel.getShape().get(0), -1).transpose(),
                    s -> new Shape(s.get(1) * s.get(2), s.get(0)));
            joined(
                    to + "attn.qkv.bias",
                    2,
                    three(attention, "/bias"),
                    bias -> bias.reshape(-1),
                    s -> new Shape(s.get(0) * s.get(1)));
            made(
                    to + "attn.proj.weight",
                    3,
                    attention + "out/kernel",
                    kernel -> kernel.reshape(-1, kernel.getShape().get(2)).transpose(),
                    s -> new Shape(s.get(2), s.get(0) * s.get(1)));
            same(to + "attn.proj.bias", attention + "out/bias");
            norm(to + "norm2", from + "LayerNorm_2");
            dense(to + "mlp.fc1", from + "MlpBlock_3/Dense_0");
            dense(to + "mlp.fc2", from + "MlpBlock_3/Dense_1");
        }
    }

    private static String block(int number) {
        return "Transformer/encoderblock_" + number + "/";
    }

    private static List<String> three(String attention, String end) {
        return List.of(
                attention + "query" + end, attention + "key" + end, attention + "value" + end);
    }

    private void norm(String to, String from) {
        same(to + ".weight", from + "/scale");
        same(to + ".bias", from + "/bias");
    }

    private void dense(String to, String from) {
        made(
                to + ".weight",
                2,
                from + "/kernel",
                NDArray::transpose,
                s -> new Shape(s.get(1), s.get(0)));
        same(to + ".bias", from + "/bias");
    }

    private void pair(String to, String from) {
        same(to + ".weight", from + ".weight");
        same(to + ".bias", from + ".bias");
    }

    private void same(String to, String from) {
        if (tensors.containsKey(from)) {
            derived.add(
                    new Derived(to, tensors.get(from).shape(), List.of(from), one -> one.get(0)));
        }
    }

    /** One tensor in another arrangement; left out if it has not so many dimensions. */
    private void made(
            String to,
            int rank,
            String from,
            UnaryOperator<NDArray> make,
            UnaryOperator<Shape> shape) {
        joined(to, rank, List.of(from), make, shape);
    }

    /** Parts, each arranged anew, one under the other. */
    private void joined(
            String to,
            int rank,
            List<String> from,
            UnaryOperator<NDArray> make,
            UnaryOperator<Shape> shape) {
        boolean all =
                from.stream()
                        .allMatch(
                                name ->
                                        tensors.containsKey(name)
                                                && tensors.get(name).shape().dimension() == rank);
        if (all) {
            long[] dimensions = shape.apply(tensors.get(from.get(0)).shape()).getShape().clone();
            dimensions[0] *= from.size();
            derived.add(
                    new Derived(to, new Shape(dimensions), from, parts -> stacked(parts, make)));
        }
    }

    private static NDArray stacked(List<NDArray> parts, UnaryOperator<NDArray> make) {
        return NDArrays.concat(new NDList(parts.stream().map(make).toList()), 0);
    }
}
