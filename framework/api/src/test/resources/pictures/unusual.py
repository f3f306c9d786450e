"""Writes unusual.json: files as Pillow writes them, and what Pillow reads from them as RGB."""

import base64
import io
import json
import sys

import numpy as np
import PIL
from PIL import Image

y, x = np.mgrid[0:24, 0:32].astype(float)
smooth = np.stack([4 * x + y, 255 - 5 * x, 8 * y, 40 + 3 * x + 2 * y], -1).clip(0, 255).astype(np.uint8)
cases = {}


def add(name, image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    read = Image.open(io.BytesIO(out.getvalue()))
    cases[name] = {
        "file": base64.b64encode(out.getvalue()).decode(),
        "rgb": base64.b64encode(np.asarray(read.convert("RGB")).tobytes()).decode(),
    }
    return out.getvalue()


cmyk = Image.fromarray(smooth, "CMYK")
plain = add("cmyk.jpg", cmyk, "JPEG", quality=95)
exif = Image.Exif()
exif[274] = 6
add("turned.jpg", Image.fromarray(smooth[..., :3]), "JPEG", quality=95, subsampling=0, exif=exif)

# Pillow writes no YCCK, so the Adobe marker of the CMYK file is made to say that it is.
at = plain.find(b"Adobe")
if at > 0:
    turned = bytearray(plain)
    turned[at + 11] = 2
    read = Image.open(io.BytesIO(bytes(turned)))
    cases["ycck.jpg"] = {
        "file": base64.b64encode(bytes(turned)).decode(),
        "rgb": base64.b64encode(np.asarray(read.convert("RGB")).tobytes()).decode(),
    }
json.dump({"made with": {"pillow": PIL.__version__}, "width": 32, "cases": cases}, open(sys.argv[1], "w"), indent=1)

