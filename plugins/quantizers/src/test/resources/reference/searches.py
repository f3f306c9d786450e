"""Writes searches.json: ranges that other implementations find by searching.

python3 searches.py > searches.json   (numpy, scipy)

The searches are SciPy's own; the calibrators of pytorch-quantization 2.1 and the observers of PTQ4SAM
and FQ-ViT need CUDA or their repositories, so their published formulas are written straight down.
"""
import json
from collections import Counter

import numpy as np
import scipy
from scipy.optimize import minimize_scalar
from scipy.stats import entropy

random = np.random.default_rng(11)


def rounded(x):
    return np.round(x, 4).astype(np.float32)


DATA = {  # batches of shape (channels, values)
    "normal": [rounded(random.standard_normal((2, 150)) * [[1.3], [0.2]] + [[0.3], [0.0]]) for _ in range(2)],
    "heavy": [rounded(random.standard_t(3, (2, 250)) * 0.4) for _ in range(3)],
    "positive": [rounded(np.abs(random.standard_normal((2, 200))) ** 1.5) for _ in range(3)],
    "probabilities": [rounded(random.random((1, 400)) ** 8) for _ in range(2)],
}
DATA["heavy"][2][0, 7] = 9.5  # later batches grow the histogram


def many(middle):
    """So many that their losses are summed up in advance; the test makes them by the same formula."""
    u = np.arange(12000) * 7919 % 10007 / 10007 - middle
    return (u * u * u * u * u * 40).astype(np.float32)


MANY = [many(0.4), many(0.3)]
cases = []


def qparams(low, high, bits, symmetric):
    low, high = min(0.0, float(low)), max(0.0, float(high))
    if symmetric:
        qmin, qmax = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        return float(np.float32(max(-low, high) / qmax)), 0, qmin, qmax
    qmin, qmax = 0, 2**bits - 1
    scale = max(float(np.float32((high - low) / (qmax - qmin))), 1e-12)  # scales are float32 everywhere
    return scale, int(np.clip(qmin - np.round(low / scale), qmin, qmax)), qmin, qmax


def loss(values, low, high, bits, symmetric, power=2.4):
    scale, zero, qmin, qmax = qparams(low, high, bits, symmetric)
    snapped = (np.clip(np.round(values / scale) + zero, qmin, qmax) - zero) * scale
    return (np.abs(snapped - values) ** power).sum()


def mse_fast(values, bits, symmetric):
    """PTQ4SAM's MSEFastObserver, with zero always inside, or the whole range where that is better."""
    low, high = min(0, values.min()), max(0, values.max())
    most = max(-low, high)
    whole = (-most, most) if symmetric else (low, high)
    found = mse_brent(values, bits, symmetric)
    return found if loss(values, *found, bits, symmetric) < loss(values, *whole, bits, symmetric) else whole


def mse_brent(values, bits, symmetric):
    low, high = min(0, values.min()), max(0, values.max())
    if symmetric or low == 0 or high == 0:
        most = max(-low, high)
        a, b = (-1, 1) if symmetric else (low / most, high / most)
        t = minimize_scalar(
            lambda t: loss(values, a * t, b * t, bits, symmetric), bounds=(min(0.1, 0.01 * most), most), method="bounded"
        ).x
        return a * t, b * t
    most = high - low

    def shift(width):
        return minimize_scalar(
            lambda s: loss(values, -s, width - s, bits, symmetric), bounds=(0, width), method="bounded"
        )

    width = minimize_scalar(lambda r: shift(r).fun, bounds=(min(0.1, 0.01 * most), most), method="bounded").x
    s = shift(width).x
    return max(-s, low), min(width - s, high)


def omse(values, bits, symmetric):
    """FQ-ViT's OmseObserver."""
    low, high = values.min(), values.max()
    ranges = [(low * (1 - 0.01 * i), high * (1 - 0.01 * i)) for i in range(90)]
    return ranges[int(np.argmin([loss(values, a, b, bits, symmetric, 2) for a, b in ranges]))]


def log_mse(values, bits, tau):
    """PTQ4SAM's LogAvgMSEFastObserver before the product with the values."""
    most = values.max()

    def lost(s):
        code = np.round(-tau * np.log2(np.maximum(values, 1e-20) / s))
        level = np.where(code >= 2**bits, 0, s * 2.0 ** (-np.clip(code, 0, 2**bits - 1) / tau))
        return (np.abs(level - values) ** 2.4).sum()

    found = minimize_scalar(lost, bounds=(min(0.1, 0.01 * most), most), method="bounded")
    return found.x if found.fun < lost(most) else most


# The calibrators of pytorch-quantization.
def collect(batches):
    hist = edges = None
    for x in (np.abs(b.ravel()) for b in batches):
        if hist is None:
            hist, edges = np.histogram(x, bins=2048, range=(0, x.max()))
            continue
        if x.max() > edges[-1]:
            width = edges[1] - edges[0]
            edges = np.hstack((edges, np.arange(edges[-1] + width, x.max() + width, width)))
        more, edges = np.histogram(x, bins=edges)
        more[: len(hist)] += hist
        hist = more
    return hist, edges


def amax_percentile(hist, edges, percentile):
    return edges[np.searchsorted(np.cumsum(hist / hist.sum()), percentile / 100)]


def amax_mse(hist, edges, bits, unsigned):
    centres = (edges[1:] + edges[:-1]) / 2
    errors = []
    for i in range(128, len(centres)):
        bound = 2.0 ** (bits - 1 + unsigned) - 1
        scale = bound / centres[i]
        snapped = np.clip(np.round(centres * scale), 0 if unsigned else -bound - 1, bound) / scale
        errors.append(((snapped - centres) ** 2 * hist).mean())
    return centres[128 + int(np.argmin(errors))]


def amax_entropy(hist, edges, bits, unsigned):
    bins = hist.astype(np.float64)
    bins[0] = bins[1]
    nbins = 1 << (bits - 1 + int(unsigned))
    divergences = []
    for i in range(128, len(bins) + 1):
        counts = np.zeros(nbins)
        at = np.digitize(range(i), np.linspace(0, i, num=nbins + 1)) - 1
        at[bins[:i] == 0] = -1
        for bin, code in enumerate(at):
            if code != -1:
                counts[code] += bins[bin]
        for code, times in Counter(at).items():
            if code != -1:
                counts[code] /= times
        new = np.where(at == -1, 0, counts[at])
        old = np.array(bins[:i])
        old[-1] += bins[i:].sum()
        divergences.append(entropy(old, new))
    last = len(divergences) - 1 - int(np.argmin(divergences[::-1]))
    return edges[last + 128]


def case(data, observer, bits, symmetric, granularity, ranges, **more):
    cases.append(
        dict(
            data=data, observer=observer, bits=bits, symmetric=symmetric, granularity=granularity,
            low=[float(r[0]) for r in ranges], high=[float(r[1]) for r in ranges], **more,
        )
    )


def cut(amax, batches):
    low, high = min(b.min() for b in batches), max(b.max() for b in batches)
    return [(max(-amax, low), min(amax, high))]


for data, batches in DATA.items():
    channels = list(np.concatenate(batches, axis=1).astype(np.float64))
    if data == "probabilities":
        for bits, tau in ((4, 1), (4, 2), (3, 4)):
            s = np.mean([log_mse(b[0].astype(np.float64), bits, tau) for b in batches])
            case(data, "log-mse", bits, False, "tensor", [(0, s)], tau=tau)
    for symmetric in (False, True):
        for bits in (4, 6):
            ranges = [mse_fast(c, bits, symmetric) for c in channels]
            lost = [float(loss(c, a, b, bits, symmetric)) for c, (a, b) in zip(channels, ranges)]
            case(data, "mse-fast", bits, symmetric, "channel", ranges, loss=lost)
            each = np.array([[mse_fast(c, bits, symmetric) for c in b.astype(np.float64)] for b in batches])
            case(data, "sign-mse", bits, symmetric, "channel", each.mean(axis=0))
            case(data, "omse", bits, symmetric, "channel", [omse(c, bits, symmetric) for c in channels])
    hist, edges = collect(batches)
    for bits in (8, 6):
        symmetric = data not in ("positive", "probabilities")
        common = (data, bits, symmetric, "tensor")
        for percentile in (99.0, 99.9):
            amax = amax_percentile(hist, edges, percentile)
            case(data, "histogram-percentile", bits, symmetric, "tensor", cut(amax, batches), percentile=percentile)
        case(data, "histogram-mse", bits, symmetric, "tensor", cut(amax_mse(hist, edges, bits, not symmetric), batches))
        case(data, "entropy", bits, symmetric, "tensor", cut(amax_entropy(hist, edges, bits, not symmetric), batches))

values = [b.astype(np.float64) for b in MANY]
for bits in (2, 4):
    each = np.array([mse_fast(b, bits, False) for b in values])
    case("many", "sign-mse", bits, False, "tensor", [each.mean(axis=0)])
# The loss leaps where a value gets another code. Some searches, as with 2 bits and tau = 2, end 1e-3 elsewhere
# if only the order of the values is another.
for bits, tau in ((2, 1), (3, 2), (4, 4)):
    s = np.mean([log_mse(b, bits, tau) for b in values])
    case("many", "log-mse", bits, False, "tensor", [(min(b.min() for b in MANY), s)], tau=tau)

print(
    json.dumps(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
            "data": {n: [[[float("%.9g" % v) for v in c] for c in b] for b in bs] for n, bs in DATA.items()},
            "cases": cases,
        }
    ).replace('{"data": "', '\n{"data": "')
)
