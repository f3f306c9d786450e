"""Makes resampling.json: pictures resized by Pillow, prepared by torchvision.

usage: python3 resampling.py > resampling.json
"""

import base64
import json

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms as T

FILTERS = {
    "NEAREST": Image.Resampling.NEAREST,
    "BOX": Image.Resampling.BOX,
    "BILINEAR": Image.Resampling.BILINEAR,
    "BICUBIC": Image.Resampling.BICUBIC,
    "LANCZOS": Image.Resampling.LANCZOS,
}


def text(image):
    return base64.b64encode(image.tobytes()).decode()


def picture(width, height, channels, seed):
    random = np.random.default_rng(seed)
    rough = random.integers(0, 256, (height, width, channels), dtype=np.uint8)
    rough[: height // 3] = 255 * (rough[: height // 3] > 127)
    return Image.fromarray(rough[:, :, 0] if channels == 1 else rough)


def described(image):
    return {
        "width": image.width,
        "height": image.height,
        "channels": len(image.getbands()),
        "pixels": text(image),
    }


resized = []
for channels, seed in ((3, 1), (1, 2)):
    image = picture(23, 17, channels, seed)
    for name, value in FILTERS.items():
        for size in ((11, 7), (23, 5), (31, 17), (40, 29), (1, 1)):
            case = {"in": described(image), "filter": name}
            case["out"] = described(image.resize(size, value))
            resized.append(case)

# What loses many more rows than columns is made lower before it is made narrower.
image = picture(9, 40, 3, 3)
for name in ("BILINEAR", "BICUBIC", "LANCZOS"):
    for size in ((16, 16), (5, 8)):
        case = {"in": described(image), "filter": name}
        case["out"] = described(image.resize(size, FILTERS[name]))
        resized.append(case)

prepared = []
for width, height, resize, crop, name in (
    (37, 23, 16, 12, "BICUBIC"),
    (23, 37, 16, 13, "BILINEAR"),
    (21, 20, 15, 15, "LANCZOS"),
    (19, 24, None, 15, "BICUBIC"),
    (9, 12, None, 16, "BICUBIC"),
    (12, 9, 7, 16, "BILINEAR"),
):
    image = picture(width, height, 3, width * height)
    steps = [T.Resize(resize, T.InterpolationMode[name])] if resize else []
    steps += [T.CenterCrop(crop), T.ToTensor()]
    steps += [T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]
    out = T.Compose(steps)(image)
    case = {"in": described(image), "resize": str(resize or "none").lower()}
    case |= {"crop": crop, "filter": name}
    case["out"] = [round(value, 6) for value in out.flatten().tolist()]
    prepared.append(case)

# Inputs that are no square, (height, width).
sized = []
for width, height, resize, size, name in (
    (37, 23, "stretch", (12, 20), "BILINEAR"),
    (23, 37, "stretch", (20, 12), "BICUBIC"),
    (37, 23, "16", (12, 20), "BILINEAR"),
    (19, 24, "none", (20, 12), "BILINEAR"),
    (37, 23, "longest", (12, 20), "BILINEAR"),
    (20, 37, "longest", (12, 20), "BILINEAR"),
):
    image = picture(width, height, 3, width * height)
    if resize == "stretch":
        image_out = T.Resize(size, T.InterpolationMode[name])(image)
    elif resize == "longest":
        scale = min(size[0] / height, size[1] / width)
        fit = (int(width * scale + 0.5), int(height * scale + 0.5))
        image_out = Image.new("RGB", (size[1], size[0]))
        image_out.paste(image.resize(fit, FILTERS[name]), (0, 0))
    else:
        steps = [] if resize == "none" else [T.Resize(int(resize), T.InterpolationMode[name])]
        image_out = T.Compose(steps + [T.CenterCrop(size)])(image)
    case = {"in": described(image), "resize": resize, "height": size[0], "width": size[1]}
    sized.append(case | {"filter": name, "out": described(image_out)})

grey = picture(16, 16, 3, 5)
print(
    json.dumps(
        {
            "made by": {
                "pillow": PIL.__version__,
                "torch": torch.__version__,
                "torchvision": torchvision.__version__,
            },
            "resized": resized,
            "prepared": prepared,
            "sized": sized,
            "grey": {"in": described(grey), "out": described(grey.convert("L"))},
        },
        separators=(",", ":"),
    )
)
