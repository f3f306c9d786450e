package dev.halftone.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changed between versions of operators: brings a node of any known version to the meaning
 * that the engine gives it.
 */
final class Rules {
    /** Changes a draft, or writes other nodes and answers that it did. */
    @FunctionalInterface
    interface Rule {
        boolean replaces(Draft draft);
    }

    private static final List<String> REDUCTIONS =
            List.of(
                    "ReduceL1",
                    "ReduceL2",
                    "ReduceLogSum",
                    "ReduceLogSumExp",
                    "ReduceMax",
                    "ReduceMean",
                    "ReduceMin",
                    "ReduceProd",
                    "ReduceSum",
                    "ReduceSumSquare");
    private static final double MOST_ELEMENTS = 1 << 28;
    private static final Map<String, Rule> RULES = rules();

    private Rules() {}

    /** Whether other nodes were written in place of the draft. */
    static boolean replaces(Draft draft) {
        Rule rule = RULES.get(draft.op());
        return rule != null && rule.replaces(draft);
    }

    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new HashMap<>();
        REDUCTIONS.forEach(op -> rules.put(op, moving("axes")));
        rules.put("Squeeze", moving("axes"));
        rules.put("Unsqueeze", moving("axes"));
        rules.put("Split", moving("split"));
        rules.put("Slice", moving("starts", "ends", "axes"));
        rules.put("Pad", moving("pads", "value"));
        rules.put("Clip", moving("min", "max"));
        rules.put("TopK", moving("k"));
        for (String op : List.of("Softmax", "LogSoftmax", "Hardmax")) {
            rules.put(op, Rules::softmax);
        }
        rules.put("Upsample", Rules::upsample);
        rules.put("Resize", Rules::resize);
        rules.put("Scatter", draft -> renamed(draft, "ScatterElements"));
        rules.put("BatchNormalization", Training::batchNormalization);
        rules.put("Dropout", Training::dropout);
        rules.put("GridSample", Rules::gridSample);
        rules.put("ConstantOfShape", Rules::constantOfShape);
        rules.put("CastLike", Rules::castLike);
        rules.put("QuantizeLinear", Rules::quantize);
        rules.put("Einsum", Einsums::replaces);
        rules.put("Attention", Attention::replaces);
        rules.put("RotaryEmbedding", Rotary::replaces);
        rules.put("SwiGLU", Composites::swiGlu);
        rules.put("CausalConvWithState", Composites::causalConvolution);
        rules.put("BitCast", Composites::bitCast);
        rules.put("DFT", Rules::fourier);
        QOperators.names().forEach(op -> rules.put(op, QOperators::replaces));
        rules.put("BitwiseNot", Rules::bitwiseNot);
        rules.put("PRelu", Rules::parametric);
        rules.putAll(KnownSequences.rules());
        return rules;
    }

    /** Attributes that became the inputs from the second on. */
    private static Rule moving(String... attributes) {
        return draft -> {
            for (int i = 0; i < attributes.length; i++) {
                draft.move(attributes[i], i + 1);
            }
            return false;
        };
    }

    private static boolean renamed(Draft draft, String op) {
        draft.rename(op);
        return false;
    }

    /** Before version 13: over all dimensions from the axis on, as if they were one. */
    private static boolean softmax(Draft draft) {
        if (draft.version() >= 13) {
            return false;
        }
        long axis = draft.attributes().integer("axis", 1);
        Optional<Integer> rank = draft.translation().shape(draft.input(0)).map(List::size);
        boolean last = axis == -1 || rank.isPresent() && axis == rank.get() - 1;
        if (last) {
            draft.set("axis", -1L);
            return false;
        }
        Translation t = draft.translation();
        String x = draft.input(0);
        String shape = t.made(draft, "Shape", List.of(x), Map.of());
        String flat = t.made(draft, "Flatten", List.of(x), Map.of("axis", axis));
        String soft = t.made(draft, draft.op(), List.of(flat), Map.of("axis", -1L));
        t.add(draft, "Reshape", List.of(soft, shape), draft.outputs(), Map.of());
        return true;
    }

    private static boolean upsample(Draft draft) {
        draft.move("scales", 1);
        draft.rename("Resize");
        return asymmetric(draft);
    }

    private static boolean resize(Draft draft) {
        return draft.version() < 11 && asymmetric(draft);
    }

    /** Resize as it was before version 11. */
    private static boolean asymmetric(Draft draft) {
        draft.setInput(2, draft.input(1));
        draft.setInput(1, "");
        draft.set("coordinate_transformation_mode", "asymmetric");
        draft.set("nearest_mode", "floor");
        if (draft.attributes().text("mode", "nearest").equals("bilinear")) {
            draft.set("mode", "linear");
        }
        return false;
    }

    /** Before version 7 a list of slopes was one for each channel. */
    private static boolean parametric(Draft draft) {
        Translation t = draft.translation();
        Optional<Long> slopes =
                t.shape(draft.input(1)).filter(s -> s.size() == 1).map(s -> s.get(0));
        Optional<Integer> rank = t.shape(draft.input(0)).map(List::size);
        if (draft.version() < 7 && slopes.filter(n -> n != 1).isPresent() && rank.isPresent()) {
            List<Long> shape = new ArrayList<>(List.of(slopes.get()));
            shape.addAll(Collections.nCopies(Math.max(0, rank.get() - 2), 1L));
            Parts parts = new Parts(draft);
            long[] wish = shape.stream().mapToLong(d -> d).toArray();
            draft.setInput(1, parts.op("Reshape", draft.input(1), parts.wholes(wish)));
        }
        return false;
    }

    /** Before version 20 the axis was an attribute, and the first one after the batch. */
    private static boolean fourier(Draft draft) {
        if (draft.version() < 20) {
            draft.set("axis", draft.attributes().integer("axis", 1));
            draft.move("axis", 2);
        }
        return false;
    }

    private static boolean gridSample(Draft draft) {
        String mode = draft.attributes().text("mode", "linear");
        draft.set("mode", mode.equals("bilinear") ? "linear" : mode.replace("bicubic", "cubic"));
        return false;
    }

    private static void requireRoom(Draft draft, Optional<Tensor> shape) {
        double elements = 1;
        for (double dimension : shape.map(Tensor::reals).orElse(List.of())) {
            elements *= dimension;
        }
        if (elements > MOST_ELEMENTS) {
            throw BadModel.unsupported(
                    "node '%s' makes a tensor of %.0f elements".formatted(draft.name(), elements));
        }
    }

    /** One value spread over a shape. */
    private static boolean constantOfShape(Draft draft) {
        Translation t = draft.translation();
        requireRoom(draft, t.known(draft.input(0)));
        Object value = draft.remove("value");
        String one =
                value instanceof Tensor tensor
                        ? t.constant(draft.name() + "/value", tensor.scalar())
                        : t.constant(draft.name() + "/value", 0.0);
        t.add(draft, "Expand", List.of(one, draft.input(0)), draft.outputs(), Map.of());
        return true;
    }

    /** The type is that of a tensor, where the file says it. */
    private static boolean castLike(Draft draft) {
        Optional<ElementType> type = draft.translation().type(draft.input(1));
        if (type.isPresent()) {
            draft.rename("Cast");
            draft.set("to", (long) type.get().number());
            draft.inputs().subList(1, draft.inputs().size()).clear();
        }
        return false;
    }

    /** The zero point decides the type of the codes. */
    private static boolean quantize(Draft draft) {
        draft.translation()
                .type(draft.input(2))
                .ifPresent(type -> draft.set("output_dtype", (long) type.number()));
        return false;
    }

    /** The bits of an unsigned type that a wider one carries. */
    private static boolean bitwiseNot(Draft draft) {
        Translation t = draft.translation();
        Optional<ElementType> type = t.type(draft.input(0)).filter(ElementType::isWidened);
        if (type.isEmpty()) {
            return false;
        }
        String turned = t.made(draft, "BitwiseNot", draft.inputs(), Map.of());
        t.add(
                draft,
                "Cast",
                List.of(turned),
                draft.outputs(),
                Map.of("to", (long) type.get().number()));
        return true;
    }
}
