"""Writes dynamic.json: linear layers quantized by torch.ao.quantization.quantize_dynamic.

Half-precision rounding by torch too. FBGEMM kernels on x86; the eight-bit answers come from the
same packed weights with reduce_range off.

python3 dynamic.py > dynamic.json
"""
import json

import torch
from torch import nn

torch.manual_seed(3)
torch.backends.quantized.engine = "fbgemm"


def floats(tensor):
    return [float("%.9g" % value) for value in tensor.flatten().tolist()]


def layer(rows, inputs, outputs, spread, shift, gain=1.0):
    linear = nn.Linear(inputs, outputs)
    with torch.no_grad():
        linear.weight.mul_(gain)
    x = torch.randn(rows, inputs) * spread + shift
    return linear, x


cases = []
made = {
    "around zero": layer(7, 24, 5, 2.0, 0.0),
    "positive": (lambda l, x: (l, x.abs()))(*layer(5, 16, 4, 3.0, 0.0)),
    "negative": (lambda l, x: (l, -x.abs() - 1))(*layer(5, 16, 4, 0.5, 0.0)),
    "shifted": layer(6, 40, 3, 0.2, 5.0),
    "far out": (lambda l, x: (l, torch.where(torch.rand_like(x) > 0.97, x * 90, x)))(*layer(9, 32, 6, 1.0, 0.0)),
    "zeros": (lambda l, x: (l, torch.zeros_like(x)))(*layer(2, 8, 3, 1.0, 0.0)),
    "tiny": layer(4, 12, 3, 1e-4, 0.0),
    "large weights": layer(4, 12, 3, 1.0, 0.3, 40.0),
}
for name, (linear, x) in made.items():
    quantized = torch.ao.quantization.quantize_dynamic(nn.Sequential(linear), {nn.Linear}, dtype=torch.qint8)[0]
    packed = quantized._packed_params._packed_params
    weight = quantized.weight()
    cases.append(
        dict(
            name=name,
            inputs=linear.in_features,
            outputs=linear.out_features,
            weight=floats(linear.weight),
            bias=floats(linear.bias),
            x=floats(x),
            scale=float("%.9g" % weight.q_scale()),
            codes=weight.int_repr().flatten().tolist(),
            seven=floats(quantized(x)),
            eight=floats(torch.ops.quantized.linear_dynamic(x, packed, False)),
        )
    )
exponents = torch.arange(-30, 20, dtype=torch.float32)
x = torch.cat([torch.randn(200) * 3, torch.randn(60) * 1e-5, torch.randn(40) * 3e4, 2.0**exponents, -(2.0**exponents) * 1.00048828125])
ties = (1 + (torch.arange(40) * 2 + 1) / 2048) * 2.0 ** (torch.arange(40) % 25 - 12)
x = torch.cat([x, ties, torch.arange(20) * 2.0**-25, torch.tensor([0.0, 65504.0, 65519.0, 65520.0, 1e9, -1e9])])
half = dict(x=floats(x), y=floats(x.clamp(-65504, 65504).half().float()))
brain = dict(x=floats(x), y=floats(x.bfloat16().float()))
versions = {"torch": torch.__version__, "engine": torch.backends.quantized.engine}
text = json.dumps({"versions": versions, "half": half, "brain": brain, "cases": cases})
print(text.replace('{"name"', '\n{"name"'))
