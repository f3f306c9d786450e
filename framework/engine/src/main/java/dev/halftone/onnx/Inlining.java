package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replaces calls of a model's own functions by what is in them. */
final class Inlining {
    private static final int DEEPEST = 64;
    private static final int MOST_NODES = 100_000;

    private final Map<String, FunctionProto> functions = new HashMap<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private int calls;

    private Inlining(ModelProto model) {
        model.getFunctionsList().forEach(f -> functions.put(key(f.getDomain(), f.getName()), f));
    }

    /** The nodes of a model's graph, calls replaced. */
    static List<NodeProto> of(ModelProto model) {
        Inlining inlining = new Inlining(model);
        model.getGraph().getNodeList().forEach(node -> inlining.add(node, 0));
        return inlining.nodes;
    }

    private static String key(String domain, String name) {
        return (Opset.isOnnx(domain) ? "" : domain) + ":" + name;
    }

    private void add(NodeProto node, int depth) {
        FunctionProto function = functions.get(key(node.getDomain(), node.getOpType()));
        if (function == null) {
            nodes.add(node);
        } else {
            if (depth > DEEPEST) {
                throw BadModel.broken(
                        "the function '%s' calls itself".formatted(function.getName()));
            }
            call(node, function, depth);
        }
        if (nodes.size() + calls > MOST_NODES) {
            throw BadModel.broken("the model has more than " + MOST_NODES + " nodes");
        }
    }

    private void call(NodeProto node, FunctionProto function, int depth) {
        String prefix = (node.getName().isEmpty() ? node.getOpType() : node.getName()) + "/";
        String scope = prefix + calls++ + "/";
        Map<String, String> names = new HashMap<>();
        names.put("", "");
        bind(names, function.getInputList(), node.getInputList());
        List<String> asked = node.getOutputList();
        List<String> made = function.getOutputList();
        bind(names, made.subList(0, Math.min(made.size(), asked.size())), asked);
        Map<String, AttributeProto> given = new HashMap<>();
        function.getAttributeProtoList().forEach(a -> given.put(a.getName(), a));
        node.getAttributeList().forEach(a -> given.put(a.getName(), a));
        for (NodeProto inner : function.getNodeList()) {
            NodeProto.Builder copy = inner.toBuilder().clearInput().clearOutput().clearAttribute();
            copy.setName(prefix + inner.getName());
            inner.getInputList().forEach(v -> copy.addInput(renamed(names, scope, v)));
            inner.getOutputList().forEach(v -> copy.addOutput(renamed(names, scope, v)));
            for (AttributeProto attribute : inner.getAttributeList()) {
                if (attribute.getRefAttrName().isEmpty()) {
                    copy.addAttribute(attribute);
                } else if (given.containsKey(attribute.getRefAttrName())) {
                    AttributeProto value = given.get(attribute.getRefAttrName());
                    copy.addAttribute(value.toBuilder().setName(attribute.getName()));
                }
            }
            add(copy.build(), depth + 1);
        }
    }

    private static void bind(Map<String, String> names, List<String> formal, List<String> actual) {
        for (int i = 0; i < formal.size(); i++) {
            names.put(formal.get(i), i < actual.size() ? actual.get(i) : "");
        }
    }

    private static String renamed(Map<String, String> names, String scope, String value) {
        return names.computeIfAbsent(value, v -> scope + v);
    }
}
