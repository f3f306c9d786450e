"""Writes iou.json: random masks of things and of answers, and their mean IoU.

As the quantized EfficientViT-SAM evaluates: per thing 100 |a and b| / (|a or b| + 1e-7); small up to an area of 32^2, medium from there to
96^2, large from there, the ends in both; of three masks the one with the highest expected IoU, or the first, the model's answer to a box.

usage: python3 iou.py iou.json
"""

import json
import sys

import numpy as np
import pycocotools.mask as coco

WIDTH, HEIGHT = 40, 30
random = np.random.default_rng(5)
# Areas as they are annotated, which masks need not have.
areas = [1024, 9216, 1023.99, 1024.01, 9215.99, 9216.01, 1, 1e5, 500, 5000, 1024, 9216]


def mask():
    pixels = random.random((HEIGHT, WIDTH)) < random.choice([0.0, 0.02, 0.4, 0.9])
    return pixels | np.outer(np.arange(HEIGHT) < random.integers(HEIGHT), np.arange(WIDTH) > random.integers(WIDTH))


def text(pixels):
    return coco.encode(np.asfortranarray(pixels.astype(np.uint8)))["counts"].decode()


def iou(a, b):
    return 100 * np.count_nonzero(a & b) / (np.count_nonzero(a | b) + 1e-7)


things, best, first = [], [], []
for i, area in enumerate(areas):
    truth = mask()
    answers = [mask() if i % 3 else truth ^ (random.random(truth.shape) < 0.1) for _ in range(3)]
    if i == 6:
        truth, answers = np.zeros_like(truth), [np.zeros_like(truth)] * 3
    expected = random.random(3).round(3).tolist()
    best.append(iou(answers[int(np.argmax(expected))], truth))
    first.append(iou(answers[0], truth))
    things.append({"area": area, "mask": text(truth), "answers": [text(a) for a in answers], "expected": expected})


def means(values):
    values, sizes = np.array(values), np.array(areas)
    few = {"all": sizes > 0, "small": sizes <= 32**2, "medium": (sizes >= 32**2) & (sizes <= 96**2), "large": sizes >= 96**2}
    return {name: float(values[chosen].mean()) for name, chosen in few.items()}


json.dump(
    {
        "made with": {"numpy": np.__version__, "pycocotools": "2.0.11"},
        "width": WIDTH,
        "height": HEIGHT,
        "things": things,
        "best": means(best),
        "first": means(first),
    },
    open(sys.argv[1], "w"),
    indent=1,
)
