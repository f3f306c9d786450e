package dev.halftone.onnx;

import dev.halftone.operator.Operators;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The ONNX operators that can be read, and in which versions of the operator set. */
public final class KnownOperators {
    /** Read as another operator. */
    private static final List<String> REWRITTEN =
            List.of(
                    "Attention",
                    "CausalConvWithState",
                    "ConstantOfShape",
                    "Optional",
                    "OptionalGetElement",
                    "OptionalHasElement",
                    "RotaryEmbedding",
                    "Scatter",
                    "SequenceMap",
                    "SwiGLU",
                    "Upsample");

    /** First version, for those that are younger than the oldest operator set read. */
    private static final Map<String, Integer> SINCE =
            Map.ofEntries(
                    Map.entry("Acosh", 9),
                    Map.entry("AffineGrid", 20),
                    Map.entry("Asinh", 9),
                    Map.entry("Atanh", 9),
                    Map.entry("Attention", 23),
                    Map.entry("BitCast", 26),
                    Map.entry("BitShift", 11),
                    Map.entry("BitwiseAnd", 18),
                    Map.entry("BitwiseNot", 18),
                    Map.entry("BitwiseOr", 18),
                    Map.entry("BitwiseXor", 18),
                    Map.entry("BlackmanWindow", 17),
                    Map.entry("CastLike", 15),
                    Map.entry("CausalConvWithState", 27),
                    Map.entry("Celu", 12),
                    Map.entry("CenterCropPad", 18),
                    Map.entry("Col2Im", 18),
                    Map.entry("Compress", 9),
                    Map.entry("ConcatFromSequence", 11),
                    Map.entry("ConstantOfShape", 9),
                    Map.entry("ConvInteger", 10),
                    Map.entry("Cosh", 9),
                    Map.entry("CumProd", 26),
                    Map.entry("CumSum", 11),
                    Map.entry("DFT", 17),
                    Map.entry("DeformConv", 19),
                    Map.entry("DequantizeLinear", 10),
                    Map.entry("Det", 11),
                    Map.entry("DynamicQuantizeLinear", 11),
                    Map.entry("Einsum", 12),
                    Map.entry("Erf", 9),
                    Map.entry("Expand", 8),
                    Map.entry("EyeLike", 9),
                    Map.entry("GatherElements", 11),
                    Map.entry("GatherND", 11),
                    Map.entry("Gelu", 20),
                    Map.entry("GreaterOrEqual", 12),
                    Map.entry("GridSample", 16),
                    Map.entry("GroupNormalization", 18),
                    Map.entry("HammingWindow", 17),
                    Map.entry("HannWindow", 17),
                    Map.entry("HardSwish", 14),
                    Map.entry("IsInf", 10),
                    Map.entry("IsNaN", 9),
                    Map.entry("LayerNormalization", 17),
                    Map.entry("LessOrEqual", 12),
                    Map.entry("LinearAttention", 27),
                    Map.entry("MatMulInteger", 10),
                    Map.entry("MaxUnpool", 9),
                    Map.entry("MeanVarianceNormalization", 9),
                    Map.entry("MelWeightMatrix", 17),
                    Map.entry("Mish", 18),
                    Map.entry("Mod", 10),
                    Map.entry("NegativeLogLikelihoodLoss", 12),
                    Map.entry("NonMaxSuppression", 10),
                    Map.entry("NonZero", 9),
                    Map.entry("OneHot", 9),
                    Map.entry("Optional", 15),
                    Map.entry("OptionalGetElement", 15),
                    Map.entry("OptionalHasElement", 15),
                    Map.entry("QLinearConv", 10),
                    Map.entry("QLinearMatMul", 10),
                    Map.entry("QuantizeLinear", 10),
                    Map.entry("RMSNormalization", 23),
                    Map.entry("Range", 11),
                    Map.entry("Resize", 10),
                    Map.entry("ReverseSequence", 10),
                    Map.entry("RoiAlign", 10),
                    Map.entry("RotaryEmbedding", 23),
                    Map.entry("Round", 11),
                    Map.entry("STFT", 17),
                    Map.entry("Scan", 8),
                    Map.entry("Scatter", 9),
                    Map.entry("ScatterElements", 11),
                    Map.entry("ScatterND", 11),
                    Map.entry("SequenceAt", 11),
                    Map.entry("SequenceConstruct", 11),
                    Map.entry("SequenceEmpty", 11),
                    Map.entry("SequenceErase", 11),
                    Map.entry("SequenceInsert", 11),
                    Map.entry("SequenceLength", 11),
                    Map.entry("SequenceMap", 17),
                    Map.entry("Shrink", 9),
                    Map.entry("Sign", 9),
                    Map.entry("Sinh", 9),
                    Map.entry("SoftmaxCrossEntropyLoss", 12),
                    Map.entry("SwiGLU", 28),
                    Map.entry("SplitToSequence", 11),
                    Map.entry("Swish", 24),
                    Map.entry("TensorScatter", 24),
                    Map.entry("ThresholdedRelu", 10),
                    Map.entry("Trilu", 14),
                    Map.entry("Unique", 11),
                    Map.entry("Where", 9));

    /** Last version of those that were given up. */
    private static final Map<String, Integer> LAST = Map.of("Scatter", 10, "Upsample", 9);

    private KnownOperators() {}

    /** Operator to versions: {@code 13–28}. */
    public static SortedMap<String, String> all() {
        SortedMap<String, String> all = new TreeMap<>();
        Operators.all().keySet().stream()
                .filter(op -> !op.startsWith("halftone."))
                .forEach(op -> all.put(op, versions(op)));
        REWRITTEN.forEach(op -> all.put(op, versions(op)));
        return all;
    }

    /** The first version of the operator set that has an operator. */
    static int since(String op) {
        return SINCE.getOrDefault(op, 7);
    }

    private static String versions(String op) {
        int last = LAST.getOrDefault(op, Opset.NEWEST);
        return since(op) + "–" + last;
    }
}
