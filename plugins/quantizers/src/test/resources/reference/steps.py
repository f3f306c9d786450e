"""Writes steps.json: what steps that work on a whole network should decide, on one small attention block.

python3 steps.py > steps.json   (torch, scipy, numpy)

The network is PyTorch's, gradients are its autograd's, searches, densities and peaks are SciPy's; the
methods are the formulas of their papers, written down here independently.
"""
import json
import math

import numpy as np
import scipy
import torch
from scipy.optimize import Bounds, LinearConstraint, milp, minimize_scalar
from scipy.signal import find_peaks
from scipy.stats import gaussian_kde

torch.set_num_threads(1)
random = np.random.default_rng(3)
WIDTH, TOKENS, HEADS, HIDDEN, CLASSES, PICTURES = 8, 5, 2, 12, 4, 4


def normal(*shape, spread=1.0):
    return np.round(random.standard_normal(shape) * spread, 4).astype(np.float32)


weights = {
    "norm1.weight": np.round(np.array([1, 0.5, 6, 1.2, 0.8, 1, 0.1, 2]), 4).astype(np.float32),
    "norm1.bias": normal(WIDTH, spread=0.3),
    "attn.qkv.weight": normal(3 * WIDTH, WIDTH, spread=0.25),
    "attn.qkv.bias": normal(3 * WIDTH, spread=0.2),
    "attn.proj.weight": normal(WIDTH, WIDTH, spread=0.4),
    "attn.proj.bias": normal(WIDTH, spread=0.1),
    "norm2.weight": 1 + normal(WIDTH, spread=0.2),
    "norm2.bias": normal(WIDTH, spread=0.2),
    "mlp.fc1.weight": normal(HIDDEN, WIDTH, spread=0.4),
    "mlp.fc1.bias": normal(HIDDEN, spread=0.1),
    "mlp.fc2.weight": normal(WIDTH, HIDDEN, spread=0.4),
    "mlp.fc2.bias": normal(WIDTH, spread=0.1),
    "head.weight": normal(CLASSES, WIDTH, spread=0.5),
    "head.bias": normal(CLASSES, spread=0.1),
}
# Keys around -8 and 8: one half of the channels on either side.
sides = np.array([8, -8, 8, -8, -8, 8, -8, 8], dtype=np.float32)
weights["attn.qkv.bias"][WIDTH : 2 * WIDTH] += sides
weights["attn.qkv.weight"][:WIDTH] *= 0.25
pictures = normal(PICTURES, TOKENS, WIDTH)


def run(w, x, nudge=None, keep=None):
    """The network in double precision; what is kept is what sites see."""
    keep = {} if keep is None else keep
    t = {n: torch.as_tensor(np.asarray(v, dtype=np.float64)) for n, v in w.items()}
    x = torch.as_tensor(np.asarray(x, dtype=np.float64))

    def linear(name, v):
        return torch.nn.functional.linear(v, t[name + ".weight"], t[name + ".bias"])

    def norm(name, v):
        return torch.nn.functional.layer_norm(v, (WIDTH,), t[name + ".weight"], t[name + ".bias"], 1e-6)

    keep["qkv in"] = norm("norm1", x)
    keep["qkv out"] = linear("attn.qkv", keep["qkv in"])
    q, k, v = (
        p.reshape(len(x), TOKENS, HEADS, WIDTH // HEADS).transpose(1, 2) for p in keep["qkv out"].chunk(3, dim=-1)
    )
    keep["p"] = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS), dim=-1)
    keep["v"] = v
    keep["context"] = keep["p"] @ v + (0 if nudge is None else nudge[0])
    keep["proj out"] = linear("attn.proj", keep["context"].transpose(1, 2).reshape(len(x), TOKENS, WIDTH))
    y = x + keep["proj out"]
    keep["fc1 in"] = norm("norm2", y)
    keep["fc1 out"] = linear("mlp.fc1", keep["fc1 in"])
    keep["gelu"] = torch.nn.functional.gelu(keep["fc1 out"])
    keep["fc2 out"] = linear("mlp.fc2", keep["gelu"]) + (0 if nudge is None else nudge[1])
    keep["head out"] = linear("head", (y + keep["fc2 out"])[:, 0])
    return keep["head out"]


seen = {}
answer = run(weights, pictures, keep=seen)
steps = {}


def floats(values):
    return [float("%.9g" % v) for v in np.asarray(values).ravel()]


# SmoothQuant, alpha 0.5.
smooth = {}
for norm, layer, x in (("norm1", "attn.qkv", "qkv in"), ("norm2", "mlp.fc1", "fc1 in")):
    s = seen[x].abs().amax(dim=(0, 1)).numpy() ** 0.5 / np.abs(weights[layer + ".weight"]).max(axis=0) ** 0.5
    smooth[norm + ".weight"] = floats(weights[norm + ".weight"] / s)
    smooth[norm + ".bias"] = floats(weights[norm + ".bias"] / s)
    smooth[layer + ".weight"] = floats(weights[layer + ".weight"] * s)
steps["smooth-quant"] = smooth

# RepQ-ViT, 6 bits, min-max per channel, zero included.
repq = {}
for norm, layer, x in (("norm1", "attn.qkv", "qkv in"), ("norm2", "mlp.fc1", "fc1 in")):
    low = np.minimum(0, seen[x].amin(dim=(0, 1)).numpy())
    high = np.maximum(0, seen[x].amax(dim=(0, 1)).numpy())
    s = (high - low) / 63
    z = np.clip(-np.round(low / s), 0, 63)
    scale, zero = s.mean(), np.round(z.mean())
    r, d = s / scale, z - zero
    w = weights[layer + ".weight"].astype(np.float64)
    repq[norm + ".weight"] = floats(weights[norm + ".weight"] / r)
    repq[norm + ".bias"] = floats((weights[norm + ".bias"] + s * d) / r)
    repq[layer + ".weight"] = floats(w * r)
    repq[layer + ".bias"] = floats(weights[layer + ".bias"] - w @ (s * d))
    repq[layer + ":grid"] = [float(scale), float(zero)]
steps["rep-q"] = repq

# Bias correction, weights at 3 bits per output channel.
def snapped(w):
    s = np.abs(w).max(axis=1, keepdims=True) / 3
    return np.round(w / s) * s


ours = {n: snapped(v) if v.ndim == 2 else v.copy() for n, v in weights.items()}
corrected = {}
for name, out in (
    ("attn.qkv", "qkv out"), ("attn.proj", "proj out"), ("mlp.fc1", "fc1 out"), ("mlp.fc2", "fc2 out"), ("head", "head out")
):
    now = {}
    run(ours, pictures, keep=now)
    wide = tuple(range(seen[out].ndim - 1))
    ours[name + ".bias"] = ours[name + ".bias"] + (seen[out].mean(dim=wide) - now[out].mean(dim=wide)).numpy()
    corrected[name + ".bias"] = floats(ours[name + ".bias"])
steps["bias-correction"] = corrected

# Bimodal integration.
keys = seen["qkv out"][0, :, WIDTH : 2 * WIDTH].numpy()
density = gaussian_kde(keys.ravel())(np.linspace(keys.min(), keys.max(), 128))
peaks, _ = find_peaks(density, height=0.01 * density.sum(), distance=32)
assert len(peaks) == 2
signs = np.where(keys.mean(axis=0) >= 0, 1.0, -1.0)
both = np.concatenate([signs, signs, np.ones(WIDTH)])
steps["bimodal-integration"] = {
    "attn.qkv.weight": floats(weights["attn.qkv.weight"] * both[:, None]),
    "attn.qkv.bias": floats(weights["attn.qkv.bias"] * both),
}
shapes = []
for values in (
    np.concatenate([random.normal(-8, 1.5, 300), random.normal(8, 1.5, 300)]),
    random.normal(0, 2, 500),
    np.concatenate([random.normal(-6, 0.8, 200), random.normal(0, 0.8, 200), random.normal(6, 0.8, 200)]),
    np.concatenate([random.normal(-1, 1, 300), random.normal(2, 1, 300)]),
):
    values = np.round(values, 4)
    density = gaussian_kde(values)(np.linspace(values.min(), values.max(), 128))
    found, _ = find_peaks(density, height=0.01 * density.sum(), distance=32)
    shapes.append(dict(values=floats(values), peaks=len(found)))

# Adaptive granularity.
adaptive = []
for bits in (3, 4, 8):
    scales, losses = {}, {}
    for tau in (1, 2, 4):
        scales[tau], losses[tau] = [], 0
        for p, v in zip(seen["p"].numpy(), seen["v"].numpy()):

            def lost(s):
                code = np.round(-tau * np.log2(np.maximum(p, 1e-20) / s))
                level = np.where(code >= 2**bits, 0, s * 2.0 ** (-np.clip(code, 0, 2**bits - 1) / tau))
                return (np.abs(level @ v - p @ v) ** 2.4).mean()

            found = minimize_scalar(lost, bounds=(min(0.1, 0.01 * p.max()), p.max()), method="bounded")
            scales[tau].append(found.x)
            losses[tau] += found.fun
    tau = min((1, 2, 4), key=lambda t: losses[t])
    adaptive.append(dict(bits=bits, tau=tau, scale=float(np.mean(scales[tau])), losses=[losses[t] for t in (1, 2, 4)]))

# Twin uniform ranges: the loss of every power.
nudge = [torch.zeros_like(seen["context"], requires_grad=True), torch.zeros_like(seen["fc2 out"], requires_grad=True)]
logits = run(weights, pictures, nudge)
torch.nn.functional.cross_entropy(logits, logits.argmax(dim=1), reduction="sum").backward()
twin = []
fc2 = torch.as_tensor(weights["mlp.fc2.weight"].astype(np.float64))
for bits in (4, 6, 8):
    last = 2 ** (bits - 1) - 1
    losses = {"p": [], "gelu": []}
    for shift in range(20):
        p, fine = seen["p"], 2.0**-shift / last
        small = (p / fine).round().clamp(0, last) * fine
        large = (p * last).round().clamp(0, last) / last
        error = (torch.where(p < (last + 0.5) * fine, small, large) - p) @ seen["v"]
        losses["p"].append(float(((nudge[0].grad * error) ** 2).sum()))
        h = seen["gelu"]
        fine = -float(h.min()) / (last + 1)
        coarse = fine * 2.0**shift
        snap = torch.where(h < 0, (h / fine).round().clamp(-last - 1, 0) * fine, (h / coarse).round().clamp(0, last) * coarse)
        losses["gelu"].append(float(((nudge[1].grad * ((snap - h) @ fc2.T)) ** 2).sum()))
    twin.append(dict(bits=bits, **{k: int(np.argmin(v)) for k, v in losses.items()}))

# Power-of-two factors of FQ-ViT, and RepQ-ViT's scale of a log-sqrt2 grid.
x = np.round(random.standard_normal((6, 60)) * [[0.2], [1], [9], [0.5], [3], [0.02]], 4).astype(np.float32)
s8 = (x.max() - x.min()) / 255
zero = np.clip(-np.round(x.min() / s8), 0, 255)
factors = []
for channel in x.astype(np.float64):
    errors = []
    for s in (s8 / 8, s8 / 4, s8 / 2, s8):
        errors.append((((np.clip(np.round(channel / s + zero), 0, 255) - zero) * s - channel) ** 2).sum())
    factors.append(int(np.argmin(errors)))
ptf = dict(x=[floats(c) for c in x], scale=float(s8), zero=int(zero), factors=factors)
p = np.round(random.random(4000) ** 9, 6).astype(np.float32)
best, least = p.max(), 1e10
for fraction in (0.999, 0.9999, 0.99999):
    s = float(torch.quantile(torch.from_numpy(p), fraction))
    code = np.round(-2 * np.log2(np.maximum(p, 1e-30) / s))
    level = np.where(code >= 16, 0, s * 2.0 ** (-np.clip(code, 0, 15) / 2))
    if ((level - p) ** 2).sum() < least:
        best, least = s, ((level - p) ** 2).sum()
root = dict(x=floats(p), bits=4, scale=float(best))

# One range for query, key and value, 8 bits, the largest magnitude at 127.
fused = float(seen["qkv out"].abs().max()) / 127

# Bits of layers under a budget: errors measured by PyTorch, the exact knapsack solved by SciPy's HiGHS. Kept are the
# budgets for which the relaxed problem has a whole solution, so that the exact one leaves no room for taste.
layers, widths = ("attn.qkv", "attn.proj", "mlp.fc1", "mlp.fc2", "head"), (3, 4, 6, 8)
sizes = np.array([weights[name + ".weight"].size for name in layers])
alone = np.zeros((len(layers), len(widths)))
for i, name in enumerate(layers):
    for j, width in enumerate(widths):
        v = weights[name + ".weight"].astype(np.float64)
        s = np.abs(v).max(axis=1, keepdims=True) / (2 ** (width - 1) - 1)
        made = run({**weights, name + ".weight": np.round(v / s) * s}, pictures)
        alone[i, j] = float(((made - answer) ** 2).sum() / (answer**2).sum())


def shared(budget, whole):
    one = np.kron(np.eye(len(layers)), np.ones(len(widths)))
    limits = [LinearConstraint(one, 1, 1), LinearConstraint(np.outer(sizes, widths).ravel(), 0, budget)]
    scale = alone.ravel() / alone.max()
    return milp(scale, integrality=whole, bounds=Bounds(0, 1), constraints=limits).x.reshape(alone.shape)


shares = []
for budget in range(3 * int(sizes.sum()), 8 * int(sizes.sum()) + 1, 4):
    exact = shared(budget, 1)
    if np.abs(exact - shared(budget, 0)).max() < 1e-9:
        shares.append(dict(mean=budget / int(sizes.sum()), bits=[widths[int(row.argmax())] for row in exact]))
allocation = dict(layers=layers, widths=widths, errors=[floats(row) for row in alone], shares=shares)

print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "torch": torch.__version__},
            "weights": {n: floats(v) for n, v in weights.items()},
            "pictures": [floats(p) for p in pictures],
            "answer": floats(answer.numpy()),
            "steps": steps,
            "densities": shapes,
            "adaptive": adaptive,
            "twin": twin,
            "factors": ptf,
            "root": root,
            "fused": fused,
            "allocation": allocation,
        }
    ).replace('"steps"', '\n"steps"')
)
