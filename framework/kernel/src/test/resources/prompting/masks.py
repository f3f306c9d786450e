"""Writes masks.json: random logits at the size of pictures, by torch as Segment Anything does it."""

import json
import sys

import torch
import torch.nn.functional as F

torch.manual_seed(5)
cases = []
for frame, low, (h, w) in [(64, 16, (30, 41)), (64, 16, (90, 50)), (32, 32, (7, 7)), (128, 32, (100, 133)), (64, 16, (64, 3))]:
    scale = frame / max(h, w)
    new_h, new_w = int(h * scale + 0.5), int(w * scale + 0.5)
    logits = torch.randn(1, 1, low, low)
    up = F.interpolate(logits, (frame, frame), mode="bilinear", align_corners=False)
    full = F.interpolate(up[..., :new_h, :new_w], (h, w), mode="bilinear", align_corners=False)
    sure = full.abs() > 1e-4
    cases.append(
        {
            "frame": frame,
            "height": h,
            "width": w,
            "low": low,
            "logits": [round(v, 7) for v in logits.flatten().tolist()],
            "inside": "".join("1" if v > 0 else "0" for v in full.flatten().tolist()),
            "sure": "".join("1" if v else "0" for v in sure.flatten().tolist()),
            "mean": full[full > 0].mean().item(),
        }
    )
json.dump({"made with": {"torch": torch.__version__}, "cases": cases}, open(sys.argv[1], "w"))
