"""Writes turned.json: pictures that say how they lie, and what Pillow reads as stored and upright.

usage: python3 turned.py turned.json    Made with the version of Pillow that the file names.
"""

import base64
import io
import json
import struct
import sys

import numpy as np
import PIL
from PIL import Image, ImageOps, TiffImagePlugin

y, x = np.mgrid[0:5, 0:7]
picture = Image.fromarray(np.stack([x * 36, y * 60, 255 - x * 20 - y * 20], -1).astype(np.uint8))
cases = {}


def read(image):
    rgb = image.convert("RGB")
    return {"width": rgb.width, "rgb": base64.b64encode(rgb.tobytes()).decode()}


def add(name, data):
    cases[name] = {
        "file": base64.b64encode(data).decode(),
        "stored": read(Image.open(io.BytesIO(data))),
        "upright": read(ImageOps.exif_transpose(Image.open(io.BytesIO(data)))),
    }


def written(kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


for way in range(1, 9):
    exif = Image.Exif()
    exif[274] = way
    add(f"{way}.jpg", written("JPEG", quality=95, subsampling=0, exif=exif))
    add(f"{way}.png", written("PNG", exif=exif))
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = way
    add(f"{way}.tif", written("TIFF", tiffinfo=tags))
# Cameras write high bytes first, and a way that does not exist means nothing.
for way in (6, 9):
    entry = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 274, 3, 1, way, 0, 0)
    add(f"{way} from a camera.jpg", written("JPEG", quality=95, subsampling=0, exif=b"Exif\0\0" + entry))
json.dump({"made with": {"pillow": PIL.__version__}, "cases": cases}, open(sys.argv[1], "w"), indent=1)
