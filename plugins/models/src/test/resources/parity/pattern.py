"""Numbers that any language can write down, for weights and inputs; and how outputs are kept.

Element i of the tensor NAME is a hash of i and the CRC-32 of NAME, within -0.5 ... 0.5, then scaled so
that signals neither die nor explode. Weights.java beside the tests writes the same numbers.
"""
import json
import math
import sys
import zlib

import numpy as np
import torch


def numbers(name, size):
    x = (np.arange(size, dtype=np.uint64) + zlib.crc32(name.encode())) * 2654435761 & 0xFFFFFFFF
    x = (x ^ x >> 15) * 2246822519 & 0xFFFFFFFF
    x = x ^ x >> 13
    return x.astype(np.float64) / 4294967296 - 0.5


def scale(name, shape):
    if len(shape) == 1:
        return (1 if name.endswith("weight") or name.endswith("running_var") or name.endswith("gamma") else 0), 0.2
    if "pos" in name or "token" in name or ("embed" in name and len(shape) < 4) or "gaussian" in name:
        return 0, 1.0
    # Linear layers are tamer: sharp attention would make single precision differ from itself.
    return 0, math.sqrt((12 if len(shape) > 2 else 3) / np.prod(shape[1:]))


def weight(name, shape):
    base, factor = scale(name, shape)
    values = base + factor * numbers(name, int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def fill(module):
    """Every float parameter and buffer of a module that its checkpoint holds."""
    with torch.no_grad():
        for name, value in module.state_dict().items():
            if value.dtype == torch.float32:
                value.copy_(weight(name, tuple(value.shape)))
    return module.eval()


def image(shape, factor=4.0):
    values = factor * numbers("image", int(np.prod(shape)))
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def sampled(tensor, most=400):
    flat = tensor.detach().double().reshape(-1)
    step = max(1, flat.numel() // most) | 1
    return {
        "shape": list(tensor.shape),
        "step": step,
        "largest": float(flat.abs().max()),
        "values": [float(f"{v:.9g}") for v in flat[::step]],
    }


def write(file, **what):
    with open(file, "w") as out:
        json.dump({"python": sys.version.split()[0], "torch": torch.__version__, **what}, out, separators=(",", ":"))
