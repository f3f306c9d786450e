package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;

/** Messages of small ONNX models: operator set 17, an input {@code x}, an output {@code y}. */
final class SmallModels {
    private SmallModels() {}

    static ModelProto model(GraphProto.Builder graph) {
        return model(graph.build());
    }

    static ModelProto model(GraphProto graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }

    /** A graph without nodes, whose input has a shape. */
    static GraphProto.Builder graph(long... shape) {
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(input("x", shape))
                .addOutput(ValueInfoProto.newBuilder().setName("y"));
    }

    /** A convolution of a picture of 3 x 8 x 8 with windows of one pixel. */
    static GraphProto conv(TensorProto weight) {
        NodeProto conv =
                with(node("Conv", "y", "x", weight.getName()), numbers("kernel_shape", 1, 1));
        return graph(1, 3, 8, 8).addNode(conv).addInitializer(weight).build();
    }

    static ValueInfoProto input(String name, long... shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (long dimension : shape) {
            dimensions.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(1).setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    static NodeProto node(String op, String output, String... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder().setOpType(op).addOutput(output);
        Arrays.stream(inputs).forEach(node::addInput);
        return node.build();
    }

    static NodeProto with(NodeProto node, AttributeProto attribute) {
        return node.toBuilder().addAttribute(attribute).build();
    }

    static AttributeProto number(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    static AttributeProto numbers(String name, long... values) {
        AttributeProto.Builder list = attribute(name, AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(list::addInts);
        return list.build();
    }

    static AttributeProto text(String name, String value) {
        return attribute(name, AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    static AttributeProto body(GraphProto graph) {
        return attribute("body", AttributeProto.AttributeType.GRAPH).setG(graph).build();
    }

    private static AttributeProto.Builder attribute(
            String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }

    /** Whole numbers, as a list. */
    static TensorProto whole(String name, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(7).addDims(values.length);
        Arrays.stream(values).forEach(tensor::addInt64Data);
        return tensor.build();
    }

    /** One whole number, without dimensions. */
    static TensorProto one(String name, long value) {
        return whole(name, value).toBuilder().clearDims().build();
    }

    /** Zeros of type float32. */
    static TensorProto floats(String name, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
        Arrays.stream(shape).forEach(tensor::addDims);
        return tensor.setRawData(ByteString.copyFrom(new byte[4 * count])).build();
    }
}
