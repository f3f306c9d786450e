package dev.halftone.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many inputs an operator needs at least, as ONNX declares it (onnx 1.23.2, opset 28). */
final class Arity {
    private static final Map<String, Integer> LEAST = new HashMap<>();

    static {
        least(0, "Optional OptionalHasElement SequenceEmpty");
        least(
                2,
                "Add AffineGrid And BitShift BitwiseAnd BitwiseOr BitwiseXor CastLike"
                        + " CausalConvWithState CenterCropPad Compress Conv ConvInteger"
                        + " ConvTranspose CumProd CumSum DequantizeLinear Div Equal Expand Gather"
                        + " GatherElements GatherND Gemm Greater GreaterOrEqual GridSample"
                        + " LayerNormalization Less LessOrEqual MatMul MatMulInteger MaxUnpool Mod"
                        + " Mul NegativeLogLikelihoodLoss NonMaxSuppression Or PRelu Pad Pow"
                        + " QuantizeLinear RMSNormalization Reshape ReverseSequence STFT"
                        + " SequenceAt SequenceInsert SoftmaxCrossEntropyLoss Sub SwiGLU"
                        + " TensorScatter Tile TopK Unsqueeze Xor");
        least(
                3,
                "Attention Col2Im DeformConv GRU GroupNormalization InstanceNormalization LSTM"
                        + " LinearAttention OneHot RNN Range RoiAlign RotaryEmbedding"
                        + " ScatterElements ScatterND Slice Where");
        least(5, "BatchNormalization MelWeightMatrix");
        least(8, "QLinearConv QLinearMatMul");
    }

    private Arity() {}

    private static void least(int count, String operators) {
        for (String op : operators.split(" ")) {
            LEAST.put(op, count);
        }
    }

    /** Unknown operators need nothing: they are told as such. */
    static void require(String op, String node, List<String> inputs) {
        for (int i = 0; i < LEAST.getOrDefault(op, 1); i++) {
            boolean lacks = i >= inputs.size() || inputs.get(i).isEmpty();
            if (lacks && KnownOperators.all().containsKey(op)) {
                throw BadModel.broken(
                        "node '%s' (%s) lacks its input %d".formatted(node, op, i + 1));
            }
        }
    }
}
