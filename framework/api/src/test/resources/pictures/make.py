"""Makes the pictures beside it, each with the values that Pillow decodes (.raw).

usage: python3 make.py    Made with Pillow 13.0.0 (see the file VERSIONS).
"""

import pathlib
import struct
import zlib

import numpy as np
import PIL
from PIL import Image

here = pathlib.Path(__file__).parent
(here / "VERSIONS").write_text(f"Pillow {PIL.__version__}, numpy {np.__version__}\n")
y, x = np.mgrid[0:21, 0:33]
smooth = np.stack([x * 7, y * 11, 255 - x * 3 - y * 4], -1).astype(np.uint8)
color = Image.fromarray(smooth)
grey = color.convert("L")


def keep(name, mode, image=None, **options):
    path = here / name
    if image is not None:
        image.save(path, **options)
    decoded = Image.open(path).convert(mode)
    (here / f"{name}.raw").write_bytes(decoded.tobytes())


def png16(name, channels, values):
    height, width = values.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    kind = {1: 0, 3: 2}[channels]
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0))]
    chunks += [(b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    data = b"\x89PNG\r\n\x1a\n"
    for tag, body in chunks:
        data += struct.pack(">I", len(body)) + tag + body
        data += struct.pack(">I", zlib.crc32(tag + body))
    (here / name).write_bytes(data)


keep("color.jpg", "RGB", color, quality=90)
keep("color444.jpg", "RGB", color, quality=90, subsampling=0)
keep("progressive.jpg", "RGB", color, quality=80, progressive=True)
keep("grey.jpg", "L", grey, quality=90)
keep("color.png", "RGB", color)
keep("palette.png", "RGB", color.quantize(17))
keep("bits.png", "L", grey.point(lambda v: 255 * (v > 100)).convert("1"))
alpha = color.copy()
alpha.putalpha(grey)
keep("alpha.png", "RGB", alpha)
grey_alpha = grey.copy()
grey_alpha.putalpha(grey)
keep("grey-alpha.png", "L", grey_alpha)
keep("palette.gif", "RGB", color.quantize(17))
keep("color.bmp", "RGB", color)
keep("color.tif", "RGB", color)
wide = smooth.astype(np.uint16) * 256 + 77
png16("color16.png", 3, wide)
keep("color16.png", "RGB")
png16("grey16.png", 1, wide[:, :, 0])
keep("grey16.png", "L")
png16("dark16.png", 1, wide[:, :, 0] >> 7)
keep("dark16.png", "L")
# Five, six and five bits in two bytes.
packed = (smooth >> [3, 2, 3]).astype("<u2") @ np.array([1 << 11, 1 << 5, 1], "<u2")
rows = b"".join(row.tobytes() + b"\0\0" for row in packed[::-1])
head = struct.pack("<IiiHHIIiiII", 40, 33, 21, 1, 16, 3, len(rows), 0, 0, 0, 0)
head += struct.pack("<III", 0xF800, 0x7E0, 0x1F)
(here / "packed.bmp").write_bytes(b"BM" + struct.pack("<IHHI", 66 + len(rows), 0, 0, 66) + head + rows)
keep("packed.bmp", "RGB")
# A small file that claims 50,000 x 50,000 pixels.
header = struct.pack(">IIBBBBB", 50000, 50000, 8, 2, 0, 0, 0)
bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + header
bomb += struct.pack(">I", zlib.crc32(b"IHDR" + header))
(here / "bomb.png").write_bytes(bomb)
