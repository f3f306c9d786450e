"""Writes integers.json: FQ-ViT's integer softmax and layer normalization, from the formulas.

The softmax in Python's own whole numbers and fractions, which never round; the normalization in
whole numbers where the method has them and float64 elsewhere. Coefficients and sizes as published
(Lin et al., IJCAI 2022, and megvii-research/FQ-ViT, models/ptq/layers.py).

python3 integers.py > integers.json
"""
import json
import math
import platform
from fractions import Fraction

import numpy as np

random = np.random.default_rng(9)
A, B, C, LN2 = 0.35815147, 0.96963238, 1.0, 0.6931


def half_even(x):
    return round(x)  # of a Fraction: half to even, exactly


def softmax(codes, scale, bits):
    """Codes k of 2^-k for one row of integer codes; None where the value is zero."""
    s = float(np.float32(scale))
    x = [int(c) - int(max(codes)) for c in codes]
    log2 = math.floor(-LN2 / s)
    b, c = math.floor(B / A / s), math.floor(C / A / (s * s))
    e = []
    for value in x:
        value = max(value, 30 * log2)
        q = value // log2
        r = value - q * log2
        e.append(max(0, math.floor(Fraction(r * (r + b) + c) * Fraction(2) ** (30 - q))))
    total = sum(e)
    result = []
    for value in e:
        if value == 0:
            result.append(None)
            continue
        n = half_even(Fraction(total, value))
        k = n.bit_length() - 1
        if Fraction(n) - 2**k >= Fraction(2) ** (k - 1):
            k += 1
        result.append(k if k < 2**bits else None)
    return result


def norm(x, scales, w, b, out):
    """Codes of the result for one row of codes that were divided by their own channel's scale."""
    s1 = min(scales)
    whole = [int(c) * round(s / s1) for c, s in zip(x, scales)]
    count = len(whole)
    spread = count * sum(v * v for v in whole) - sum(whole) ** 2
    sigma, mean = s1 / count * math.sqrt(spread), sum(whole) / count * s1
    codes = []
    for v, gain, offset in zip(whole, w, b):
        a = s1 / sigma * gain / out
        if a == 0:
            n, m = 31, 0
        else:
            n = min(31, max(0, 7 - math.floor(math.log2(abs(a)))))
            m = min(255, max(0, math.floor(abs(a) * 2**n)))
        bq = round((offset - mean / sigma * gain) / out * 2**n)
        codes.append(half_even(Fraction(int(math.copysign(m, a)) * v + bq, 2**n)))
    return codes


softmaxes = []
for scale, spread, bits in ((0.05, 40, 4), (0.08, 90, 4), (0.31, 30, 4), (0.02, 127, 3), (0.0107, 120, 8), (1.2, 6, 4)):
    rows = np.clip(np.round(random.standard_normal((12, 33)) * spread / 3), -128, 127).astype(int)
    rows[0] = 5
    softmaxes.append(
        dict(
            scale=scale,
            bits=bits,
            codes=rows.tolist(),
            powers=[[-1 if k is None else k for k in softmax(row, scale, bits)] for row in rows],
        )
    )

norms = []
for base, factors, out in ((0.03, False, 0.04), (0.011, True, 0.02), (0.5, True, 0.3)):
    channels = 24
    alpha = random.integers(0, 4, channels) if factors else np.zeros(channels, int)
    if factors:
        alpha[:4] = (0, 1, 2, 3)
    scales = [float(np.float32(base)) * 2.0 ** int(k) for k in alpha]
    w = [float(np.float32(v)) for v in random.standard_normal(channels) * 0.7 + 1]
    b = [float(np.float32(v)) for v in random.standard_normal(channels) * 0.5]
    w[3] = 0.0
    so = float(np.float32(out))
    rows = random.integers(-128, 128, (20, channels))
    norms.append(
        dict(
            scales=scales,
            out=so,
            weight=w,
            bias=b,
            codes=rows.tolist(),
            answers=[norm(row, scales, w, b, so) for row in rows],
        )
    )
versions = {"python": platform.python_version(), "numpy": np.__version__}
print(json.dumps({"versions": versions, "softmaxes": softmaxes, "norms": norms}).replace('{"scale', '\n{"scale'))
