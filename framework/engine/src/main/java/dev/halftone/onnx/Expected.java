package dev.halftone.onnx;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Inputs of a test case and what a model makes of them, as the tensors that a program takes and
 * gives: of a sequence the number of its elements first.
 *
 * @param counts how many tensors each input and output holds that is no tensor itself
 */
record Expected(Map<String, Integer> counts, List<TensorProto> inputs, List<TensorProto> outputs) {

    static Expected of(GraphProto graph, TestCase.Data data) throws InvalidProtocolBufferException {
        Set<String> held = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> held.add(tensor.getName()));
        List<ValueInfoProto> taken =
                graph.getInputList().stream().filter(i -> !held.contains(i.getName())).toList();
        requireCount("inputs", taken.size(), data.inputs().size());
        requireCount("outputs", graph.getOutputCount(), data.outputs().size());
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<TensorProto> inputs = tensors(taken, data.inputs(), counts, false);
        List<TensorProto> outputs = tensors(graph.getOutputList(), data.outputs(), counts, true);
        return new Expected(counts, inputs, outputs);
    }

    private static void requireCount(String what, int wanted, int there) {
        if (wanted != there) {
            throw BadModel.broken(
                    "%s of the model: %d, of the test: %d".formatted(what, wanted, there));
        }
    }

    private static List<TensorProto> tensors(
            List<ValueInfoProto> infos,
            List<byte[]> messages,
            Map<String, Integer> counts,
            boolean counted)
            throws InvalidProtocolBufferException {
        List<TensorProto> tensors = new ArrayList<>();
        for (int i = 0; i < infos.size(); i++) {
            StoredValue value = StoredValue.of(messages.get(i), infos.get(i).getType());
            if (!value.isTensor()) {
                counts.put(infos.get(i).getName(), value.count());
                if (counted && Boundary.isSequence(infos.get(i).getType())) {
                    tensors.add(number(infos.get(i).getName(), value.tensors().size()));
                }
            }
            tensors.addAll(value.tensors());
        }
        return tensors;
    }

    private static TensorProto number(String of, int value) {
        return TensorProto.newBuilder()
                .setName("the number of tensors of " + of)
                .setDataType(ElementType.INT64.number())
                .addInt64Data(value)
                .build();
    }

    /** What differs first, if anything does. */
    Optional<String> difference(Program program, Tolerance tolerance, NDManager manager) {
        TensorReader reader = new TensorReader(Optional.empty());
        NDList given = new NDList();
        inputs.forEach(input -> given.add(reader.read(input).array(manager)));
        if (given.isEmpty()) {
            given.add(manager.zeros(new Shape(1)));
        }
        NDList found = program.run(given);
        for (int i = 0; i < outputs.size(); i++) {
            Tensor wanted = reader.read(outputs.get(i));
            if (i >= found.size()) {
                return Optional.of("output '" + wanted.name() + "' is missing");
            }
            Optional<String> difference =
                    tolerance.of(outputs.get(i).getDataType()).difference(wanted, found.get(i));
            if (difference.isPresent()) {
                return difference.map(why -> "output '" + wanted.name() + "': " + why);
            }
        }
        return Optional.empty();
    }
}
