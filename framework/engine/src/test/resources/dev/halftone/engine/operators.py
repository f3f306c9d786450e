"""Makes operators.json: one node each, answered by ONNX Runtime. Run: python operators.py"""
import json
import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper

r = np.random.default_rng(7)


def f(*shape, low=-2.0, high=2.0):
    return np.round(r.uniform(low, high, shape), 3).astype(np.float32)


def i(*values, shape=None):
    a = np.array(values, dtype=np.int64)
    return a if shape is None else a.reshape(shape)


CASES = [
    ("Add", {}, [f(2, 3), f(3)], []),
    ("Sub", {}, [f(2, 3), f(2, 1)], []),
    ("Mul", {}, [f(2, 3), f(1)], []),
    ("Div", {}, [f(2, 3), f(3)], []),
    ("Div", {}, [i(7, -7, 9), i(2, 2, -4)], []),
    ("Pow", {}, [f(2, 3, low=0.1), f(3)], []),
    ("Max", {}, [f(2, 3), f(3), f(2, 1)], []),
    ("Min", {}, [f(2, 3), f(3)], []),
    ("Greater", {}, [f(2, 3), f(3)], []),
    ("Where", {}, [f(2, 3) > 0, f(2, 3), f(3)], []),
    ("Log", {}, [f(4, low=0.1)], []),
    ("Exp", {}, [f(4)], []),
    ("Sqrt", {}, [f(4, low=0.1)], []),
    ("Erf", {}, [f(6)], []),
    ("Relu", {}, [f(6)], []),
    ("Sigmoid", {}, [f(6)], []),
    ("Tanh", {}, [f(6)], []),
    ("Round", {}, [np.array([0.5, 1.5, 2.5, -0.5, -1.5, 1.4], np.float32)], []),
    ("Gelu", {}, [f(6)], []),
    ("Gelu", {"approximate": "tanh"}, [f(6)], []),
    ("Identity", {}, [f(6)], []),
    ("Cast", {"to": TensorProto.INT64}, [f(6)], []),
    ("MatMul", {}, [f(2, 3, 4), f(4, 5)], []),
    ("Gemm", {"transB": 1, "alpha": 0.5, "beta": 2.0}, [f(2, 3), f(4, 3), f(4)], []),
    ("Gemm", {"transA": 1}, [f(3, 2), f(3, 4), f(4)], []),
    ("Conv", {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "strides": [2, 2]}, [f(1, 2, 5, 5), f(3, 2, 3, 3), f(3)], []),
    ("Conv", {"kernel_shape": [3, 3], "pads": [0, 0, 1, 1], "group": 2}, [f(1, 2, 4, 4), f(2, 1, 3, 3)], []),
    ("Conv", {"kernel_shape": [3], "dilations": [2]}, [f(1, 2, 7), f(3, 2, 3)], []),
    ("Softmax", {"axis": 1}, [f(2, 3, 2)], []),
    ("LayerNormalization", {"axis": -1, "epsilon": 1e-3}, [f(2, 3, 4), f(4), f(4)], []),
    ("LayerNormalization", {"axis": 1}, [f(2, 3, 4), f(3, 4)], []),
    ("BatchNormalization", {"epsilon": 1e-3}, [f(2, 3, 2, 2), f(3), f(3), f(3), f(3, low=0.1)], []),
    ("Reshape", {}, [f(2, 3, 4), i(0, -1)], [1]),
    ("Reshape", {}, [f(2, 3, 4), i(0, 2, -1)], []),
    ("Transpose", {"perm": [2, 0, 1]}, [f(2, 3, 4)], []),
    ("Transpose", {}, [f(2, 3, 4)], []),
    ("Concat", {"axis": -1}, [f(2, 3), f(2, 1)], []),
    ("Split", {"axis": 1, "num_outputs": 2}, [f(2, 5)], []),
    ("Split", {"axis": 0}, [f(5, 2), i(1, 4)], [1]),
    ("Gather", {"axis": 1}, [f(2, 3, 2), i(2, -1, 0, 1, shape=(2, 2))], []),
    ("Gather", {"axis": 1}, [f(2, 3, 2), i(1, shape=())], [1]),
    ("Slice", {}, [f(4, 5), i(1, -3), i(3, 1000), i(0, 1)], [1, 2, 3]),
    ("Slice", {}, [f(4, 5), i(3), i(-1000), i(0), i(-2)], []),
    ("Slice", {}, [f(4, 5), i(1, 0), i(3, 9223372036854775807)], []),
    ("Squeeze", {}, [f(1, 3, 1), i(-1)], [1]),
    ("Squeeze", {}, [f(1, 3, 1)], []),
    ("Unsqueeze", {}, [f(2, 3), i(3, 0)], [1]),
    ("Unsqueeze", {}, [f(2, 3), i(-1)], []),
    ("Expand", {}, [f(3, 1), i(2, 1, 4)], [1]),
    ("Expand", {}, [f(3, 4), i(1)], []),
    ("Shape", {"start": 1}, [f(2, 3, 4)], []),
    ("ReduceMean", {"keepdims": 0}, [f(2, 3, 4), i(1, -1)], [1]),
    ("ReduceMean", {}, [f(2, 3)], []),
    ("GlobalAveragePool", {}, [f(2, 3, 4, 2)], []),
    ("MaxPool", {"kernel_shape": [2, 2], "strides": [2, 2], "ceil_mode": 1}, [f(1, 2, 5, 5)], []),
    ("MaxPool", {"kernel_shape": [3, 3], "pads": [1, 0, 0, 1]}, [f(1, 2, 5, 5)], []),
    ("AveragePool", {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}, [f(1, 2, 5, 5)], []),
    ("AveragePool", {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1], "count_include_pad": 1}, [f(1, 2, 5, 5)], []),
    ("Constant", {"value_float": 0.1}, [], []),
    ("Constant", {"value_ints": [3, -1]}, [], []),
    ("NonMaxSuppression", {}, [f(2, 40, 4), f(2, 3, 40), i(5), np.array([0.3], np.float32), np.array([0.1], np.float32)], [2, 3, 4]),
    ("NonMaxSuppression", {"center_point_box": 1}, [np.abs(f(1, 60, 4)), f(1, 2, 60), i(60), np.array([0.4], np.float32)], []),
    ("NonMaxSuppression", {}, [f(1, 9, 4), f(1, 1, 9), i(0)], []),
    ("RoiAlign", {"output_height": 3, "output_width": 2, "spatial_scale": 0.5}, [f(2, 3, 8, 9), f(3, 4, low=-4, high=20), i(0, 1, 1)], []),
    (
        "RoiAlign",
        {"output_height": 2, "output_width": 2, "sampling_ratio": 2, "coordinate_transformation_mode": "output_half_pixel", "mode": "max"},
        [f(1, 2, 6, 6), f(2, 4, low=-1, high=7), i(0, 0)],
        [],
    ),
    ("Col2Im", {"strides": [2, 1], "dilations": [1, 2], "pads": [1, 0, 0, 1]}, [f(2, 12, 12), i(5, 7), i(2, 3)], [1, 2]),
    ("MaxUnpool", {"kernel_shape": [2, 2], "strides": [2, 2]}, [f(1, 2, 2, 2), i(0, 3, 8, 14, 16, 19, 25, 31, shape=(1, 2, 2, 2))], []),
    ("MaxUnpool", {"kernel_shape": [2], "strides": [2]}, [f(1, 1, 3), i(1, 2, 5, shape=(1, 1, 3)), i(1, 1, 7)], [2]),
    ("DFT", {}, [f(2, 6, 5, 2), i(8, shape=()), i(1, shape=())], [1, 2]),
    ("DFT", {"onesided": 1}, [f(2, 7, 1)], []),
    ("DFT", {"inverse": 1}, [f(2, 6, 2)], []),
    ("STFT", {}, [f(2, 20, 1), i(4, shape=()), f(8)], [1]),
    ("HannWindow", {}, [i(9, shape=())], [0]),
    ("HammingWindow", {"periodic": 0}, [i(9, shape=())], [0]),
    ("BlackmanWindow", {}, [i(9, shape=())], [0]),
    ("Unique", {}, [np.round(f(4, 5))], []),
    ("Unique", {"sorted": 0}, [np.round(f(4, 5))], []),
    ("Unique", {"axis": 1}, [np.round(f(1, 9))], []),
]


def array(a):
    kind = {"float32": "FLOAT32", "int64": "INT64", "bool": "BOOLEAN"}[str(a.dtype)]
    return {"type": kind, "shape": list(a.shape), "values": [float(v) for v in a.reshape(-1)]}


def case(op, attributes, inputs, fixed):
    names = [f"i{k}" for k in range(len(inputs))]
    outputs = [f"o{k}" for k in range({"Split": 2, "Unique": 4}.get(op, 1))]
    node = helper.make_node(op, names, outputs, **attributes)
    types = {"float32": TensorProto.FLOAT, "int64": TensorProto.INT64, "bool": TensorProto.BOOL}
    given = [helper.make_tensor_value_info(n, types[str(a.dtype)], a.shape) for n, a in zip(names, inputs)]
    wanted = [onnx.ValueInfoProto(name=o) for o in outputs]
    graph = helper.make_graph([node], "case", given, wanted)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    answers = session.run(None, dict(zip(names, inputs)))
    return {
        "op": op,
        "attributes": attributes,
        "inputs": [array(a) for a in inputs],
        "fixed": fixed,
        "outputs": [array(np.asarray(a)) for a in answers],
    }


made = {
    "made_by": f"operators.py with onnx {onnx.__version__}, onnxruntime {ort.__version__}",
    "cases": [case(*c) for c in CASES],
}
with open("operators.json", "w") as out:
    text = json.dumps(made)
    out.write(text.replace('{"op"', '\n{"op"') + "\n")
