"""Writes unusual.json: files as Pillow writes them, and what Pillow reads from them as RGB."""

import base64
import io
import json
import sys

import numpy as np
import PIL
from PIL import Image, ImageCms

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

# A profile that takes red for blue: who heeds it gets other colours.
profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
tags = {}
for i in range(132, 132 + 12 * profile[131], 12):
    tags[bytes(profile[i : i + 4])] = i + 4
red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
profile[red : red + 8], profile[blue : blue + 8] = profile[blue : blue + 8], profile[red : red + 8]
for kind, options in (("JPEG", {"quality": 95, "subsampling": 0}), ("PNG", {}), ("TIFF", {})):
    colours = Image.fromarray(smooth[..., :3])
    add(f"profile.{kind.lower()}", colours, kind, icc_profile=bytes(profile), **options)

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

