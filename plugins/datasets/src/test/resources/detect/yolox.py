"""Writes yolox.json: boxes as YOLOX's own demo and evaluation get them, for YoloxTest and DetectorTest.

YOLOX's steps are written down again from its sources (demo_utils.demo_postprocess, boxes.postprocess and
data_augment.preproc of github.com/Megvii-BaseDetection/YOLOX) with the libraries that it uses: OpenCV enlarges,
ONNX Runtime runs the network, torchvision leaves out boxes that overlap, one category after the other.

Run: python yolox.py FOLDER, which holds yolox_nano/yolox_nano.onnx and coco_val64/images
"""
import json
import sys

import cv2
import numpy as np
import onnxruntime
import PIL.Image
import torch
import torchvision

LEAST, OVERLAP = 0.05, 0.65
PICTURES = 3


def decoded(out, height, width):
    grids, strides = [], []
    for stride in (8, 16, 32):
        xv, yv = np.meshgrid(np.arange(width // stride), np.arange(height // stride))
        grids.append(np.stack((xv, yv), 2).reshape(-1, 2))
        strides.append(np.full((grids[-1].shape[0], 1), stride))
    grids, strides = np.concatenate(grids), np.concatenate(strides)
    out = out.copy()
    out[:, :2] = (out[:, :2] + grids) * strides
    out[:, 2:4] = np.exp(out[:, 2:4]) * strides
    return out


def boxes(raw, height, width, ratio, least, overlap):
    out = torch.from_numpy(decoded(raw, height, width))
    corners = torch.cat((out[:, :2] - out[:, 2:4] / 2, out[:, :2] + out[:, 2:4] / 2), 1)
    sure, category = out[:, 5:].max(1)
    score = out[:, 4] * sure
    keep = score >= least
    corners, score, category = corners[keep], score[keep], category[keep]
    kept = []
    for c in category.unique():
        of = torch.nonzero(category == c)[:, 0]
        kept += of[torchvision.ops.nms(corners[of], score[of], overlap)].tolist()
    kept.sort(key=lambda i: (-score[i].item(), i))
    return [
        [*[round(v, 4) for v in (corners[i] / ratio).tolist()], round(score[i].item(), 6), category[i].item()]
        for i in kept
    ]


def fitted(image, height, width):
    ratio = min(height / image.shape[0], width / image.shape[1])
    small = cv2.resize(image, (int(image.shape[1] * ratio), int(image.shape[0] * ratio)), interpolation=cv2.INTER_LINEAR)
    frame = np.full((height, width, 3), 114, np.uint8)
    frame[: small.shape[0], : small.shape[1]] = small
    return frame.transpose(2, 0, 1)[None].astype(np.float32), ratio


def drawn():
    """A frame of 96x64 pixels: boxes of neighbouring cells overlap, and some are equally sure."""
    rng = np.random.default_rng(1)
    cells = sum((64 // s) * (96 // s) for s in (8, 16, 32))
    raw = np.concatenate(
        (
            rng.uniform(-1, 1, (cells, 2)),
            rng.uniform(0.3, 1.5, (cells, 2)),
            rng.integers(0, 11, (cells, 1)) / 10,
            rng.integers(0, 11, (cells, 3)) / 10,
        ),
        1,
    )
    return raw.round(2).astype(np.float32)


folder = sys.argv[1]
raw = drawn()
network = onnxruntime.InferenceSession(f"{folder}/yolox_nano/yolox_nano.onnx", providers=["CPUExecutionProvider"])
gallery = json.load(open(f"{folder}/coco_val64/instances.json"))
pictures = {}
for entry in gallery["images"][:PICTURES]:
    image = np.asarray(PIL.Image.open(f"{folder}/coco_val64/images/{entry['file_name']}").convert("RGB"))[:, :, ::-1]
    frame, ratio = fitted(np.ascontiguousarray(image), 416, 416)
    pictures[entry["file_name"]] = {
        "sum": int(frame.astype(np.int64).sum()),
        "boxes": boxes(network.run(None, {network.get_inputs()[0].name: frame})[0][0], 416, 416, ratio, LEAST, OVERLAP),
    }
small = np.random.default_rng(2).integers(0, 256, (5, 7, 3), dtype=np.uint8)
frame, ratio = fitted(np.ascontiguousarray(small[:, :, ::-1]), 32, 64)
with open("yolox.json", "w") as out:
    json.dump(
        {
            "versions": {m.__name__: m.__version__ for m in (torch, torchvision, onnxruntime, cv2, np, PIL)},
            "least": LEAST,
            "overlap": OVERLAP,
            "raw": raw.flatten().round(2).astype(float).round(2).tolist(),
            "boxes": boxes(raw, 64, 96, 0.5, LEAST, OVERLAP),
            "small": small.flatten().tolist(),
            "frame": frame.flatten().astype(int).tolist(),
            "pictures": pictures,
        },
        out,
        separators=(",", ":"),
    )
    out.write("\n")
