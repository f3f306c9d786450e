"""Writes precision.json.gz: random truths and results with what pycocotools and lvis make of them.

python precision.py precision.json.gz      (pip install pycocotools lvis)
"""

import contextlib
import copy
import gzip
import importlib.metadata
import io
import json
import random
import sys
import types

import numpy as np
import pycocotools.mask as mask_utils
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

np.float = float  # lvis 0.5 was written before numpy took it out
for name in ("cv2", "matplotlib", "matplotlib.pyplot", "matplotlib.patches", "matplotlib.colors"):
    sys.modules.setdefault(name, types.ModuleType(name))
sys.modules["matplotlib.patches"].Polygon = None
sys.modules["matplotlib.colors"].LinearSegmentedColormap = None
from lvis import LVIS, LVISEval, LVISResults  # noqa: E402


def blob(r, h, w):
    kind = r.random()
    if kind < 0.15:
        return np.zeros((h, w), np.uint8)
    m = np.zeros((h, w), np.uint8)
    for _ in range(r.randint(1, 3)):
        y, x = r.randrange(h), r.randrange(w)
        m[y : y + r.randint(1, h), x : x + r.randint(1, w)] = 1
    return m


def polygon(r, h, w, wild=0):
    n = r.randint(3, 8)
    out = []
    for _ in range(n):
        x = r.uniform(-0.2 * w * wild, w * (1 + 0.2 * wild))
        y = r.uniform(-0.2 * h * wild, h * (1 + 0.2 * wild))
        k = r.random()
        if k < 0.3:
            x, y = float(round(x)), float(round(y))
        elif k < 0.6:
            x, y = round(x, 2), round(y, 2)
        out += [x, y]
    if r.random() < 0.1:
        out += out[-2:]
    return out


def encode(m):
    return {"size": list(m.shape), "counts": mask_utils.encode(np.asfortranarray(m))["counts"].decode()}


def segmentation(r, h, w):
    k = r.random()
    if k < 0.5:
        return [polygon(r, h, w, wild=r.random() < 0.3) for _ in range(r.randint(1, 3))]
    rle = encode(blob(r, h, w))
    if k < 0.75:
        return rle
    m = mask_utils.decode(rle)
    counts, last, run = [], 0, 0
    for v in m.flatten(order="F"):
        if v != last:
            counts.append(run)
            run, last = 0, v
        run += 1
    return {"size": [h, w], "counts": counts + [run]}


def shift(r, box, h, w):
    s = r.choice([0, 0.02, 0.1, 0.3])
    return [v + r.uniform(-s, s) * (w if i % 2 == 0 else h) * 0.3 for i, v in enumerate(box)]


def rle_of(seg, h, w):
    if isinstance(seg, list):
        return mask_utils.merge(mask_utils.frPyObjects(seg, h, w))
    if isinstance(seg["counts"], list):
        return mask_utils.frPyObjects(seg, h, w)
    return seg


def case(seed, lvis):
    r = random.Random(seed)
    cats = r.sample(range(1, 40), r.randint(1, 4))
    images, annotations, results = [], [], []
    scale = r.choice([20, 60, 160])
    score = r.choice([lambda: r.random(), lambda: round(r.random(), 1), lambda: r.choice([0.0, -0.0, 0.5])])
    form = r.choice(["mask", "box", "both"])
    for i in r.sample(range(1000), r.randint(1, 6)):
        h, w = r.randint(5, scale), r.randint(5, scale)
        image = {"id": i, "height": h, "width": w, "file_name": "%d.jpg" % i}
        if lvis:
            image["neg_category_ids"] = [c for c in cats if r.random() < 0.4]
            image["not_exhaustive_category_ids"] = [c for c in cats if r.random() < 0.2]
        images.append(image)
        for _ in range(r.randint(0, 5)):
            seg = segmentation(r, h, w)
            rle = rle_of(seg, h, w)
            ann = {
                "id": len(annotations) + (0 if r.random() < 0.02 and not annotations else 1),
                "image_id": i,
                "category_id": r.choice(cats),
                "area": float(mask_utils.area(rle)) * r.choice([1, 1, 40]),
                "iscrowd": int(r.random() < 0.15),
                "bbox": [float(v) for v in mask_utils.toBbox(rle)],
                "segmentation": seg,
            }
            if r.random() < 0.1:
                ann["ignore"] = 1
            annotations.append(ann)
            for _ in range(r.choice([0, 1, 1, 2])):
                res = {"image_id": i, "category_id": ann["category_id"] if r.random() < 0.9 else 77, "score": score()}
                m = mask_utils.decode(rle)
                if r.random() < 0.7 and m.any():
                    m = np.roll(m, r.randint(-2, 2), axis=r.randint(0, 1))
                    m[r.randrange(h) :, : r.randint(0, w)] = r.randint(0, 1)
                if form != "box":
                    res["segmentation"] = encode(m)
                if form != "mask":
                    res["bbox"] = shift(r, ann["bbox"], h, w)
                results.append(res)
        for _ in range(r.choice([0, 1, 4, 120 if r.random() < 0.1 else 2])):
            res = {"image_id": i, "category_id": r.choice(cats), "score": score()}
            if form != "box":
                res["segmentation"] = encode(blob(r, h, w))
            if form != "mask":
                res["bbox"] = [r.uniform(0, w), r.uniform(0, h), r.uniform(0, w), r.uniform(0, h)]
            results.append(res)
    r.shuffle(results)
    if not results:
        return None
    truth = {
        "images": images,
        "annotations": annotations,
        "categories": [{"id": c, "name": str(c), "frequency": r.choice("rcf")} for c in cats],
    }
    return {"truth": truth, "results": results}


def coco(case, kind):
    gt = COCO()
    gt.dataset = copy.deepcopy(case["truth"])
    gt.createIndex()
    evaluation = COCOeval(gt, gt.loadRes(copy.deepcopy(case["results"])), kind)
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return [float(v) for v in evaluation.stats]


def lvis(case, kind, folder="/tmp"):
    path = folder + "/lvis-truth.json"
    with open(path, "w") as f:
        json.dump(case["truth"], f)
    gt = LVIS(path)
    evaluation = LVISEval(gt, LVISResults(gt, copy.deepcopy(case["results"])), kind)
    evaluation.run()
    return [float(v) for v in evaluation.get_results().values()]


def main(out, count):
    cases = []
    for seed in range(count):
        one = case(seed, seed % 2 == 1)
        if one is None:
            continue
        with contextlib.redirect_stdout(io.StringIO()):
            run = lvis if seed % 2 else coco
            one["benchmark"] = "lvis" if seed % 2 else "coco"
            one["bbox"], one["segm"] = run(one, "bbox"), run(one, "segm")
        cases.append(one)
    made = {"made with": {n: importlib.metadata.version(n) for n in ("pycocotools", "lvis", "numpy")}}
    text = json.dumps({**made, "cases": cases}).encode()
    with gzip.GzipFile(out, "wb", mtime=0) as f:
        f.write(text)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40)
