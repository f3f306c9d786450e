package dev.halftone.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Operators that read and make codes, of ONNX and of ONNX Runtime: written as the operator between
 * DequantizeLinear and QuantizeLinear, which says the same and is what plans are read from.
 */
final class QOperators {
    /** ONNX Runtime's domain. */
    static final String DOMAIN = "com.microsoft";

    /** How many tensors an operator reads, each with scale and zero point; then the result's. */
    private static final Map<String, Integer> OPERANDS =
            Map.of(
                    "QLinearConv", 2,
                    "QLinearMatMul", 2,
                    "QLinearAdd", 2,
                    "QLinearMul", 2,
                    "QLinearSigmoid", 1,
                    "QLinearLeakyRelu", 1,
                    "QLinearSoftmax", 1,
                    "QLinearAveragePool", 1,
                    "QLinearGlobalAveragePool", 1);

    private final Draft draft;
    private final Translation t;

    private QOperators(Draft draft) {
        this.draft = draft;
        t = draft.translation();
    }

    /** Whether an operator of ONNX Runtime's own is understood here. */
    static boolean isKnown(String op) {
        boolean own = !op.equals("QLinearConv") && !op.equals("QLinearMatMul");
        return own && OPERANDS.containsKey(op)
                || op.equals("QLinearConcat")
                || op.equals("QGemm")
                || op.equals("QuantizeLinear")
                || op.equals("DequantizeLinear");
    }

    /** Those that are written anew. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>(OPERANDS.keySet());
        names.addAll(List.of("QLinearConcat", "QGemm"));
        return names;
    }

    static boolean replaces(Draft draft) {
        return new QOperators(draft).replaced();
    }

    private boolean replaced() {
        if (draft.attributes().integer("channels_last", 0) != 0) {
            throw BadModel.unsupported("node '%s' has its channels last".formatted(draft.name()));
        }
        switch (draft.op()) {
            case "QLinearConcat" -> concat();
            case "QGemm" -> gemm();
            default -> {
                boolean literal = !isKnown(draft.op()) && !t.isConstant(draft.input(1));
                if (literal) {
                    return false;
                }
                plain(OPERANDS.get(draft.op()));
            }
        }
        return true;
    }

    private void plain(int operands) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < operands; i++) {
            inputs.add(real(3 * i, i == 1 && draft.op().equals("QLinearConv") ? 0 : 1));
        }
        int made = 3 * operands;
        if (!draft.input(made + 2).isEmpty()) {
            inputs.add(bias(made + 2));
        }
        landed(draft.op().substring("QLinear".length()), inputs, made);
    }

    private void concat() {
        List<String> inputs = new ArrayList<>();
        for (int i = 2; i < draft.inputs().size(); i += 3) {
            inputs.add(real(i, 1));
        }
        landed("Concat", inputs, 0);
    }

    private void gemm() {
        boolean turned = draft.attributes().integer("transB", 0) == 1;
        List<String> inputs = new ArrayList<>(List.of(real(0, 1), real(3, turned ? 0 : 1)));
        if (!draft.input(6).isEmpty()) {
            inputs.add(bias(6));
        }
        if (draft.input(7).isEmpty()) {
            t.add(draft, "Gemm", inputs, draft.outputs(), attributes());
        } else {
            landed("Gemm", inputs, 7);
        }
    }

    private String real(int at, long axis) {
        List<String> read = List.of(draft.input(at), draft.input(at + 1), draft.input(at + 2));
        return t.made(draft, "DequantizeLinear", read, Map.of("axis", axis));
    }

    private void landed(String op, List<String> inputs, int scale) {
        String real = t.made(draft, op, inputs, attributes());
        List<String> read = List.of(real, draft.input(scale), draft.input(scale + 1));
        Map<String, Object> type = new TreeMap<>();
        t.type(draft.input(scale + 1))
                .ifPresent(code -> type.put("output_dtype", (long) code.number()));
        t.add(draft, "QuantizeLinear", read, draft.outputs(), type);
    }

    private Map<String, Object> attributes() {
        Map<String, Object> all = new TreeMap<>();
        draft.attributes().values().forEach(all::put);
        all.remove("channels_last");
        all.remove("opset");
        return all;
    }

    /** Whole numbers in units of the product of the operands' scales. */
    private String bias(int at) {
        Tensor left = scale(1);
        Tensor right = scale(4);
        double alpha = draft.attributes().real("alpha", 1);
        ByteBuffer data = ByteBuffer.allocateDirect(4 * (int) right.shape().size());
        data.order(ByteOrder.LITTLE_ENDIAN);
        float one = left.reals().get(0).floatValue();
        right.reals().forEach(each -> data.putFloat((float) alpha * one * each.floatValue()));
        Tensor scales = new Tensor("", right.type(), right.shape(), data.flip());
        List<String> read = List.of(draft.input(at), t.constant(draft.name() + "/scale", scales));
        return t.made(draft, "DequantizeLinear", read, Map.of("axis", 0L));
    }

    private Tensor scale(int at) {
        return t.known(draft.input(at))
                .filter(scale -> scale.type().isFloating() && scale.shape().size() > 0)
                .orElseThrow(
                        () ->
                                BadModel.unsupported(
                                        "node '%s' has a bias, and a scale that is not in the file"
                                                .formatted(draft.name())));
    }
}
