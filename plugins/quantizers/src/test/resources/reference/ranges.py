"""Writes ranges.json: scales and zero points as other implementations choose them.

python3 ranges.py > ranges.json   (torch, onnxruntime, numpy)
"""
import json
import warnings

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization.quant_utils import QuantType, compute_scale_zp, get_qmin_qmax_for_qType
from torch.ao.quantization import (
    MinMaxObserver,
    MovingAverageMinMaxObserver,
    MovingAveragePerChannelMinMaxObserver,
    PerChannelMinMaxObserver,
)

warnings.simplefilter("ignore")
random = np.random.default_rng(7)


def normal(*shape):
    return (random.standard_normal(shape) * 1.7 + 0.3).astype(np.float32)


def skewed(*shape):
    return np.maximum(-0.17, random.standard_normal(shape) ** 3).astype(np.float32)


DATA = {  # batches of shape (channels, values)
    "normal": [normal(3, 24) for _ in range(4)],
    "skewed": [skewed(2, 40) for _ in range(3)],
    "positive": [np.abs(normal(2, 30)) for _ in range(2)],
    "negative": [-np.abs(normal(1, 30))],
    "weight": [np.vstack([normal(2, 48), 0.02 * normal(1, 48)]).astype(np.float32)],
}
cases = []


def case(data, observer, settings, source, scale, zero, **more):
    cases.append(
        {
            "data": data,
            "observer": observer,
            "settings": settings,
            "source": source,
            "scale": [float(s) for s in np.atleast_1d(scale)],
            "zero": [int(z) for z in np.atleast_1d(zero)],
            **more,
        }
    )


def settings(bits=8, symmetric=False, granularity="tensor", reach="last-code", narrow=False):
    return dict(bits=bits, symmetric=symmetric, granularity=granularity, reach=reach, narrow=narrow)


def from_torch(data, kind, observer, symmetric, channel):
    if symmetric:
        common = dict(dtype=torch.qint8)
        scheme = torch.per_channel_symmetric if channel else torch.per_tensor_symmetric
    else:
        common = dict(dtype=torch.quint8)
        scheme = torch.per_channel_affine if channel else torch.per_tensor_affine
    seen = kind(qscheme=scheme, **common, **({"ch_axis": 0} if channel else {}))
    for batch in DATA[data]:
        seen(torch.from_numpy(batch))
    scale, zero = seen.calculate_qparams()
    chosen = settings(8, symmetric, "channel" if channel else "tensor", "half-span")
    case(data, observer, chosen, "torch " + kind.__name__, scale.numpy(), zero.numpy())


for data in DATA:
    for symmetric in (False, True):
        from_torch(data, MinMaxObserver, "min-max", symmetric, False)
        from_torch(data, PerChannelMinMaxObserver, "min-max", symmetric, True)
        from_torch(data, MovingAverageMinMaxObserver, "ema", symmetric, False)
        from_torch(data, MovingAveragePerChannelMinMaxObserver, "ema", symmetric, True)

for data in DATA:
    for symmetric, kind in ((False, QuantType.QUInt8), (True, QuantType.QInt8)):
        low, high = get_qmin_qmax_for_qType(kind.tensor_type, symmetric=symmetric)
        every = np.concatenate([b.ravel() for b in DATA[data]])
        zero, scale = compute_scale_zp(every.min(), every.max(), low, high, symmetric=symmetric)
        chosen = settings(8, symmetric, narrow=symmetric)
        case(data, "min-max", chosen, "onnxruntime compute_scale_zp", scale, zero)


# The rest has no public implementation that runs alone: the formulas, straight down.
def qparams(low, high, bits, symmetric):
    low, high = min(0.0, float(low)), max(0.0, float(high))
    if symmetric:
        qmin, qmax = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        return max(-low, high) / qmax, 0, qmin, qmax
    qmin, qmax = 0, 2**bits - 1
    scale = (high - low) / (qmax - qmin)
    return scale, int(np.clip(qmin - np.round(low / scale), qmin, qmax)), qmin, qmax


def loss(values, low, high, bits, symmetric):
    scale, zero, qmin, qmax = qparams(low, high, bits, symmetric)
    snapped = (np.clip(np.round(values / scale) + zero, qmin, qmax) - zero) * scale
    return (np.abs(snapped - values) ** 2.4).sum()


def mse(values, bits, symmetric):
    """PTQ4SAM's MSEObserver: every one of its candidates."""
    values = values.astype(np.float64)
    low, high = min(0, values.min()), max(0, values.max())
    if symmetric or low == 0 or high == 0:
        most = max(-low, high)
        ranges = [
            (-most * i / 100 if low < 0 or symmetric else 0, most * i / 100 if high > 0 or symmetric else 0)
            for i in range(1, 101)
        ]
    else:
        ranges = []
        for i in range(1, 101):
            width = (high - low) * i / 100
            step = width / (2**bits - 1)
            ranges += [(-z * step, width - z * step) for z in range(2**bits)]
    losses = [loss(values, a, b, bits, symmetric) for a, b in ranges]
    best = int(np.argmin(losses))
    return ranges[best], losses[best]


def parts(data, granularity):
    every = np.concatenate(DATA[data], axis=1)
    return list(every) if granularity == "channel" else [every.ravel()]


for data in DATA:
    for symmetric in (False, True):
        lows = np.mean([b.min() for b in DATA[data]])
        highs = np.mean([b.max() for b in DATA[data]])
        scale, zero, _, _ = qparams(lows, highs, 8, symmetric)
        case(data, "avg-min-max", settings(8, symmetric), "numpy", scale, zero)
        for bits in (4, 6):
            chosen = settings(bits, symmetric, "channel")
            found = [
                qparams(np.quantile(p.astype(np.float64), 0.02), np.quantile(p.astype(np.float64), 0.98), bits, symmetric)
                for p in parts(data, "channel")
            ]
            case(data, "percentile", chosen, "numpy quantile", [f[0] for f in found], [f[1] for f in found], keep=0.98)
            ranges = [mse(p, bits, symmetric) for p in parts(data, "channel")]
            found = [qparams(*r[0], bits, symmetric) for r in ranges]
            case(
                data, "mse", chosen, "numpy, every candidate of PTQ4SAM",
                [f[0] for f in found], [f[1] for f in found], loss=[float(r[1]) for r in ranges],
            )

print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__, "onnxruntime": onnxruntime.__version__, "numpy": np.__version__},
            "data": {name: [b.tolist() for b in batches] for name, batches in DATA.items()},
            "cases": cases,
        }
    ).replace('{"data": "', '\n{"data": "')
)
