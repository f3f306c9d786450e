"""Writes outputs.json: what ONNX Runtime makes of the two networks of the material, and tiny.onnx.

python make.py MATERIAL. The input is a pattern that any language can write down: element i of the
picture is (i * 7919) mod 251, less 127 and divided by 128 for EfficientNet.
"""
import json
import sys
import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper, TensorProto

material = sys.argv[1]


def outputs(file, side, prepare):
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    pattern = (np.arange(3 * side * side, dtype=np.int64) * 7919 % 251).astype(np.float32)
    x = prepare(pattern).astype(np.float32).reshape(1, 3, side, side)
    y = session.run(None, {session.get_inputs()[0].name: x})[0].reshape(-1)
    step = max(1, y.size // 500)
    return {
        "side": side,
        "size": int(y.size),
        "step": step,
        "largest": float(np.abs(y).max()),
        "values": [float(v) for v in y[::step]],
    }


json.dump(
    {
        "onnxruntime": onnxruntime.__version__,
        "efficientnet_lite0": outputs(
            material + "/efficientnet_lite0/efficientnet_lite0.onnx", 224, lambda x: (x - 127) / 128
        ),
        "yolox_nano": outputs(material + "/yolox_nano/yolox_nano.onnx", 416, lambda x: x),
    },
    open("outputs.json", "w"),
)

rng = np.random.default_rng(7)
arrays = {
    "conv.weight": rng.normal(0, 0.3, (4, 3, 3, 3)),
    "conv.bias": rng.normal(0, 0.1, (4,)),
    "fc.weight": rng.normal(0, 0.3, (5, 4)),
    "fc.bias": rng.normal(0, 0.1, (5,)),
}
nodes = [
    helper.make_node("Conv", ["x", "conv.weight", "conv.bias"], ["c"], "/conv/Conv", strides=[2, 2], pads=[1] * 4),
    helper.make_node("Relu", ["c"], ["r"], "/act/Relu"),
    helper.make_node("GlobalAveragePool", ["r"], ["p"], "/pool/GlobalAveragePool"),
    helper.make_node("Flatten", ["p"], ["f"], "/Flatten"),
    helper.make_node("Gemm", ["f", "fc.weight", "fc.bias"], ["y"], "/fc/Gemm", transB=1),
]
graph = helper.make_graph(
    nodes,
    "tiny",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, 16, 16])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 5])],
    [numpy_helper.from_array(v.astype(np.float32), k) for k, v in arrays.items()],
)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), "tiny.onnx")
