"""Milliseconds per batch of PyTorch eager float32, two threads, to compare with halftone bench.

Run: python eager.py efficientnet_lite0 (any name of timm: 8 pictures of 224 pixels)
     python eager.py sam-b              (segment-anything's image encoder: one of 1024 pixels)
     python eager.py efficientvit-l0    (that of EfficientViT-SAM-L0, as the parity tests write it down: one of 512)
Weights are random, the time is the same.
"""
import pathlib
import sys
import time

import torch

torch.set_num_threads(2)
name = sys.argv[1]
if name == "sam-b":
    import segment_anything

    model, size = segment_anything.sam_model_registry["vit_b"]().image_encoder, (1, 3, 1024, 1024)
elif name == "efficientvit-l0":
    sys.path.append(str(pathlib.Path(__file__).parents[2] / "plugins/models/src/test/resources/parity"))
    import efficientvit

    model, size = efficientvit.model("l0").image_encoder, (1, 3, 512, 512)
else:
    import timm

    model, size = timm.create_model(name), (8, 3, 224, 224)
model.eval()
x = torch.randn(size)
times = []
rounds = 12 if size[0] > 1 or size[2] < 1024 else 6
with torch.inference_mode():
    for i in range(rounds):
        start = time.perf_counter()
        model(x)
        if i > 1:
            times.append(time.perf_counter() - start)
print(f"torch {torch.__version__}, {name}: {sorted(times)[len(times) // 2] * 1e3:.1f} ms")
