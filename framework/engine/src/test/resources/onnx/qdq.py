"""Makes qdq.onnx, a small network quantized by ONNX Runtime, and qdq.json: what it answers.

Versions that made the files are written into qdq.json.
"""
import json, sys, tempfile, pathlib
import numpy as np, onnx, onnxruntime as ort
from onnx import helper as h, numpy_helper as nh, TensorProto as T
from onnxruntime.quantization import quantize_static, CalibrationDataReader, QuantFormat, QuantType

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(5)
weights = {}

def w(name, *shape):
    weights[name] = (rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]) or 1)).astype(np.float32)
    return name

def conv(x, name, out, ins, k, y, group=1, stride=1):
    pad = k // 2
    return h.make_node("Conv", [x, w(name + ".weight", out, ins // group, k, k), w(name + ".bias", out)], [y], name="/" + name + "/Conv",
                       kernel_shape=[k, k], pads=[pad] * 4, strides=[stride] * 2, group=group)

weights["shape"] = np.array([0, -1], np.int64)
nodes = [
    conv("x", "stem", 8, 3, 3, "a", stride=2), h.make_node("Relu", ["a"], ["b"], name="/act/Relu"),
    conv("b", "deep", 8, 8, 3, "c", group=8), h.make_node("Clip", ["c", "zero", "six"], ["d"], name="/clip/Clip"),
    conv("d", "point", 8, 8, 1, "e"), h.make_node("Add", ["b", "e"], ["f"], name="/join/Add"),
    h.make_node("MaxPool", ["f"], ["g"], name="/pool/MaxPool", kernel_shape=[2, 2], strides=[2, 2]),
    h.make_node("Reshape", ["g", "shape"], ["i"], name="/flat/Reshape"),
    h.make_node("MatMul", ["i", w("hidden", 128, 16)], ["j"], name="/fc1/MatMul"),
    h.make_node("Add", ["j", w("hidden.bias", 16)], ["k"], name="/fc1/Add"), h.make_node("Sigmoid", ["k"], ["l"], name="/gate/Sigmoid"),
    h.make_node("Gemm", ["l", w("head.weight", 10, 16), w("head.bias", 10)], ["y"], name="/head/Gemm", transB=1)]
weights["zero"], weights["six"] = np.float32(0), np.float32(6)
graph = h.make_graph(nodes, "small", [h.make_tensor_value_info("x", T.FLOAT, ["n", 3, 16, 16])],
                     [h.make_tensor_value_info("y", T.FLOAT, ["n", 10])], [nh.from_array(v, n) for n, v in weights.items()])
model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)

class Reader(CalibrationDataReader):
    def __init__(self): self.left = [{"x": rng.standard_normal((4, 3, 16, 16)).astype(np.float32)} for _ in range(4)]
    def get_next(self): return self.left.pop() if self.left else None

with tempfile.TemporaryDirectory() as t:
    onnx.save(model, t + "/f.onnx")
    quantize_static(t + "/f.onnx", str(here / "qdq.onnx"), Reader(), quant_format=QuantFormat.QDQ, per_channel=True,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8)
x = np.round(rng.standard_normal((8, 3, 16, 16)), 2).astype(np.float32)
answers = {}
for name, level in (("integer", ort.GraphOptimizationLevel.ORT_ENABLE_ALL), ("literal", ort.GraphOptimizationLevel.ORT_DISABLE_ALL)):
    o = ort.SessionOptions(); o.graph_optimization_level = level; o.intra_op_num_threads = 1
    answers[name] = ort.InferenceSession(str(here / "qdq.onnx"), o).run(None, {"x": x})[0]
q = onnx.load(here / "qdq.onnx")
json.dump({"made by": {"onnxruntime": ort.__version__, "onnx": onnx.__version__, "numpy": np.__version__},
           "x": [round(v, 2) for v in x.flatten().tolist()], **{k: v.flatten().tolist() for k, v in answers.items()}}, open(here / "qdq.json", "w"))
print(np.abs(answers["integer"] - answers["literal"]).max(), (answers["integer"] != answers["literal"]).sum())
