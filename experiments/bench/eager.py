"""Milliseconds per batch of 8 of PyTorch eager float32, two threads, to compare with halftone bench.

Run: python eager.py efficientnet_lite0 (any name of timm; weights are random, the time is the same)
"""
import sys
import time

import timm
import torch

torch.set_num_threads(2)
model = timm.create_model(sys.argv[1]).eval()
x = torch.randn(8, 3, 224, 224)
times = []
with torch.inference_mode():
    for i in range(12):
        start = time.perf_counter()
        model(x)
        if i > 2:
            times.append(time.perf_counter() - start)
print(f"torch {torch.__version__}, timm {timm.__version__}: {sorted(times)[len(times) // 2] * 1e3:.1f} ms")
