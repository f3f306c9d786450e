"""Writes snaps.json: where other implementations let values land, ties included.

python3 snaps.py > snaps.json
"""
import json

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

random = np.random.default_rng(5)
SCALES = [(0.1, 3), (0.37, 0), (0.0123, 100), (1.7, 255)]
cases = []


def floats(array):
    return [float("%.9g" % value) for value in array]  # nine digits are enough for float32


def values(scale):
    ties = (np.arange(-40, 40) + 0.5) * scale
    return np.concatenate([random.standard_normal(60) * 30 * scale, ties, [0, 1e-9, 1e6]]).astype(np.float32)


def onnx_snap(x, scale, zero):
    graph = helper.make_graph(
        [
            helper.make_node("QuantizeLinear", ["x", "s", "z"], ["q"]),
            helper.make_node("DequantizeLinear", ["q", "s", "z"], ["y"]),
        ],
        "snap",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [len(x)])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [len(x)])],
        [
            helper.make_tensor("s", TensorProto.FLOAT, [], [scale]),
            helper.make_tensor("z", TensorProto.UINT8, [], [zero]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def fq_vit(x, scale, zero):
    """FQ-ViT's uniform quantizer: the zero point is added before rounding."""
    s = np.float32(scale)
    return (np.clip(np.round(x / s + np.float32(zero)), 0, 255) - np.float32(zero)) * s


def log2(x, bits, tau, scale):
    """FQ-ViT's log2 quantizer (tau 1, scale 1), PTQ4SAM's adaptive granularity otherwise."""
    code = np.round(-tau * np.log2(np.maximum(x, 1e-20) / scale))
    level = scale * 2.0 ** (-np.clip(code, 0, 2**bits - 1) / tau)
    return np.where(code >= 2**bits, 0, level)


for scale, zero in SCALES:
    x = values(scale)
    common = dict(scale=scale, zero=zero, x=floats(x))
    cases.append(dict(grid="affine", rounding="DIVIDE", y=floats(onnx_snap(x, scale, zero)), **common))
    snapped = torch.fake_quantize_per_tensor_affine(torch.from_numpy(x), scale, zero, 0, 255)
    cases.append(dict(grid="affine", rounding="RECIPROCAL", y=floats(snapped.numpy()), **common))
    cases.append(dict(grid="affine", rounding="AFTER_OFFSET", y=floats(fq_vit(x, scale, zero)), **common))
for bits, tau, scale in ((4, 1, 1.0), (3, 1, 0.8), (4, 2, 1.0), (4, 4, 0.63), (8, 1, 1.0)):
    # With 8 bits the originals turn zero into 2^-66; every grid of ours holds zero itself.
    tiny = [] if bits == 8 else [0, 1e-30]
    x = np.concatenate([random.random(60) ** 6, [1, 1.5, 0.5, 0.25], tiny]).astype(np.float32)
    cases.append(dict(grid="log", bits=bits, tau=tau, scale=scale, x=floats(x), y=floats(log2(x, bits, tau, scale))))
versions = {"torch": torch.__version__, "onnxruntime": onnxruntime.__version__, "onnx": onnx.__version__, "numpy": np.__version__}
print(json.dumps({"versions": versions, "cases": cases}).replace('{"grid"', '\n{"grid"'))
