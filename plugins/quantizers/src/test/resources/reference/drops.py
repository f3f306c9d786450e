"""Writes drops.json: QDrop's activations and their gradients under fixed masks, from PyTorch's autograd.

python3 drops.py > drops.json   (torch, numpy)

QDrop (Wei et al., ICLR 2022): each value is x_hat (LSQ: learned step size, straight-through) where the mask says so, else
x as it is. The mask is what PyTorch's CPU generator draws: one byte per value, eight bytes per random number, taken
where the byte is below 256 * share. At a share of a half it is one bit per value, 64 bits per random number: first the
lowest bits of all bytes, then the next ones.
"""
import json
import math

import numpy as np
import torch


def ste(x):
    return x + (torch.round(x) - x).detach()


def case(seed, shape, s, zero, high, share):
    torch.manual_seed(1000 + seed)
    x = (torch.randn(shape) * 2).requires_grad_()
    weight = torch.randn(shape)
    step = torch.tensor([s], requires_grad=True)
    n = x.numel()
    torch.manual_seed(seed)
    each = 64 if share == 0.5 else 8
    drawn = torch.empty((n + each - 1) // each, dtype=torch.int64).random_(-(2**63), None).view(torch.uint8)
    if share == 0.5:
        taken = torch.from_numpy(np.unpackbits(drawn.numpy()[:, None], axis=1, bitorder="little").T.reshape(-1) == 1)
    else:
        taken = drawn < round(256 * share)
    mask = taken[:n].reshape(shape)
    g = 1 / math.sqrt(n * high)
    ss = step * g + (step * (1 - g)).detach()
    snapped = (torch.clamp(ste(x / ss) + zero, 0, high) - zero) * ss
    y = torch.where(mask, snapped, x)
    (y * weight).sum().backward()
    flat = lambda t: t.detach().flatten().tolist()
    return {
        "seed": seed, "dims": list(shape), "scale": s, "zero": zero, "high": high, "share": share,
        "x": flat(x), "weight": flat(weight), "mask": [int(m) for m in flat(mask)],
        "y": flat(y), "dx": flat(x.grad), "ds": step.grad.item(),
    }


cases = [
    case(1, (3, 7), 0.31, 7, 15, 0.5),
    case(2, (2, 3, 11), 0.5, 3, 15, 0.25),
    case(3, (5, 13), 0.02, 128, 255, 0.75),
]
print(json.dumps({"versions": {"torch": torch.__version__}, "cases": cases}).replace("}, {", "},\n{"))
