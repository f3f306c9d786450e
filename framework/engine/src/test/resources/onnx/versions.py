"""Writes versions.zip: operators as older opsets had them, with what ONNX Runtime makes of them.

The layout is that of the ONNX project's backend tests. Versions used are in versions.txt inside.
"""
import io
import zipfile
import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper, TensorProto

rng = np.random.default_rng(5)
out = zipfile.ZipFile("versions.zip", "w", zipfile.ZIP_DEFLATED)


def put(name, data):
    out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)


def case(name, opset, nodes, inputs, outputs=("y",), initializers=(), functions=(), imports=()):
    values = {k: np.asarray(v) for k, v in inputs.items()}
    infos = [
        helper.make_tensor_value_info(k, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape)
        for k, v in values.items()
    ]
    graph = helper.make_graph(
        nodes, name, infos, [helper.make_empty_tensor_value_info(o) for o in outputs], list(initializers)
    )
    ids = [helper.make_opsetid("", opset)] + [helper.make_opsetid(d, 1) for d in imports]
    model = helper.make_model(graph, opset_imports=ids, ir_version=8, functions=list(functions))
    data = model.SerializeToString()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    results = session.run(None, values)
    put(f"{name}/model.onnx", data)
    for kind, tensors in (("input", zip(values, values.values())), ("output", zip(outputs, results))):
        for i, (key, value) in enumerate(tensors):
            put(f"{name}/test_data_set_0/{kind}_{i}.pb", numpy_helper.from_array(value, key).SerializeToString())


def f(*shape):
    return rng.normal(size=shape).astype(np.float32)


def node(op, inputs="x", outputs="y", **attributes):
    return helper.make_node(op, inputs.split(), outputs.split(), **attributes)


x = f(2, 3, 4)
for op in ("Softmax", "LogSoftmax", "Hardmax"):
    case(f"{op}_11_axis_1", 11, [node(op)], {"x": x})
    case(f"{op}_7_axis_0", 7, [node(op, axis=0)], {"x": x})
    case(f"{op}_11_axis_2", 11, [node(op, axis=2)], {"x": x})
case("Slice_9", 9, [node("Slice", starts=[0, -3], ends=[2, 1000], axes=[1, 2])], {"x": x})
case("Pad_10", 10, [node("Pad", pads=[0, 1, 2, 0, 0, 1], value=2.5)], {"x": x})
case("Pad_10_edge", 10, [node("Pad", pads=[0, 1, 2, 0, 0, 1], mode="edge")], {"x": x})
case("Clip_7", 7, [node("Clip", min=-0.5, max=0.25)], {"x": x})
case("Clip_7_max", 7, [node("Clip", max=0.25)], {"x": x})
case("Squeeze_11", 11, [node("Squeeze", axes=[0, -1])], {"x": f(1, 3, 1)})
case("Unsqueeze_11", 11, [node("Unsqueeze", axes=[0, 4])], {"x": x})
case("Split_11", 11, [node("Split", "x", "y z", axis=2, split=[1, 3])], {"x": x}, ("y", "z"))
case("ReduceSum_11", 11, [node("ReduceSum", axes=[1], keepdims=0)], {"x": x})
case("ReduceMean_17", 17, [node("ReduceMean", axes=[-1, 0])], {"x": x})
case("ReduceMax_7", 7, [node("ReduceMax")], {"x": x})
case("TopK_9", 9, [node("TopK", "x", "y z", k=2, axis=1)], {"x": x}, ("y", "z"))
picture = f(1, 2, 4, 5)
case("Upsample_7", 7, [node("Upsample", scales=[1.0, 1.0, 2.0, 2.0], mode="nearest")], {"x": picture})
scales = numpy_helper.from_array(np.array([1, 1, 2, 3], np.float32), "s")
case("Upsample_9", 9, [node("Upsample", "x s", mode="linear")], {"x": picture}, initializers=[scales])
case("Resize_10", 10, [node("Resize", "x s", mode="nearest")], {"x": picture}, initializers=[scales])
case("Resize_10_linear", 10, [node("Resize", "x s", mode="linear")], {"x": picture}, initializers=[scales])
case(
    "Resize_11",
    11,
    [node("Resize", "x r s", mode="cubic", coordinate_transformation_mode="half_pixel")],
    {"x": picture},
    initializers=[scales, numpy_helper.from_array(np.zeros(0, np.float32), "r")],
)
norm = {"s": f(2), "b": f(2), "m": f(2), "v": np.abs(f(2))}
for version in (7, 9, 14, 15):
    case(f"BatchNormalization_{version}", version, [node("BatchNormalization", "x s b m v", epsilon=1e-3)], {"x": picture, **norm})
case("Dropout_7", 7, [node("Dropout", ratio=0.3)], {"x": x})
case("Dropout_10", 10, [node("Dropout", ratio=0.3)], {"x": x})
case("Scatter_9", 9, [node("Scatter", "x i u", axis=1)], {"x": f(3, 5), "i": np.array([[1, 3]]), "u": f(1, 2)})
case("GridSample_16", 16, [node("GridSample", "x g", mode="bilinear", align_corners=1)], {"x": picture, "g": rng.uniform(-1, 1, (1, 3, 3, 2)).astype(np.float32)})
case("GridSample_16_cubic", 16, [node("GridSample", "x g", mode="bicubic")], {"x": picture, "g": rng.uniform(-1, 1, (1, 3, 3, 2)).astype(np.float32)})
case("GroupNormalization_18", 18, [node("GroupNormalization", "x s b", num_groups=2)], {"x": f(1, 4, 3, 3), "s": f(2), "b": f(2)})
case("GroupNormalization_21", 21, [node("GroupNormalization", "x s b", num_groups=2)], {"x": f(1, 4, 3, 3), "s": f(4), "b": f(4)})
case("Gemm_9", 9, [node("Gemm", "a b c", alpha=0.5, beta=2.0, transA=1)], {"a": f(3, 2), "b": f(3, 4), "c": f(4)})
case("Conv_SAME_LOWER", 11, [node("Conv", "x w", auto_pad="SAME_LOWER", strides=[2, 2])], {"x": picture, "w": f(3, 2, 3, 2)})
case("ConvTranspose_shape", 11, [node("ConvTranspose", "x w", output_shape=[9, 11], strides=[2, 2])], {"x": picture, "w": f(2, 3, 3, 3)})
case("MaxPool_uneven", 12, [node("MaxPool", kernel_shape=[3, 2], pads=[0, 1, 2, 0], strides=[2, 1], ceil_mode=1)], {"x": picture})
case("AveragePool_uneven", 11, [node("AveragePool", kernel_shape=[3, 2], pads=[0, 1, 2, 0], count_include_pad=1)], {"x": picture})
case("AveragePool_ceil", 11, [node("AveragePool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)], {"x": picture})
fields = [
    helper.make_tensor("a", TensorProto.FLOAT, [2, 2], [1.5, -2, 3, 4]),
    helper.make_tensor("i", TensorProto.INT64, [2], [1, 0]),
    helper.make_tensor("h", TensorProto.FLOAT16, [2], np.array([0.1, -65504], np.float16)),
    helper.make_tensor("t", TensorProto.BOOL, [2], [True, False]),
]
case(
    "fields",
    13,
    [node("Gather", "a i", "g"), node("Cast", "h", "w", to=1), node("Where", "t g w")],
    {"unused": f(1)},
    initializers=fields,
)
case(
    "shapes",
    13,
    [
        node("Shape", "x", "s"),
        node("Constant", "", "zero", value_ints=[0]),
        node("Gather", "s zero", "n"),
        node("Constant", "", "rest", value_ints=[-1]),
        node("Concat", "n rest", "wish", axis=0),
        node("Reshape", "x wish"),
    ],
    {"x": x},
)
double = helper.make_function("own", "Twice", ["v"], ["w"], [helper.make_node("Add", ["v", "v"], ["w"])], [helper.make_opsetid("", 13)])
leak = helper.make_node("LeakyRelu", ["v"], ["w"])
leak.attribute.append(onnx.AttributeProto(name="alpha", type=onnx.AttributeProto.FLOAT, ref_attr_name="slope"))
slope = helper.make_function("own", "Leak", ["v"], ["w"], [leak], [helper.make_opsetid("", 13)], ["slope"])
case(
    "functions",
    13,
    [helper.make_node("Twice", ["x"], ["a"], domain="own"), helper.make_node("Leak", ["a"], ["y"], domain="own", slope=0.3)],
    {"x": x},
    functions=[double, slope],
    imports=["own"],
)
put("versions.txt", f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}\n")
out.close()
