"""Makes the embedded part of Fashion-MNIST: the whole test split and the first 2,000 of train.

usage: python3 cut_fashion_mnist.py FOLDER_WITH_THE_FOUR_GZ_FILES OUT
Source: https://github.com/zalandoresearch/fashion-mnist (MIT), or Debian's dataset-fashion-mnist.
"""

import gzip
import pathlib
import struct
import sys

KEEP = {"train": 2000, "t10k": 10000}
source, out = map(pathlib.Path, sys.argv[1:])
for split, count in KEEP.items():
    for kind in ("images-idx3", "labels-idx1"):
        name = f"{split}-{kind}-ubyte.gz"
        data = gzip.decompress((source / name).read_bytes())
        header = 16 if "images" in kind else 8
        size = 28 * 28 if "images" in kind else 1
        cut = data[:4] + struct.pack(">i", count) + data[8 : header + count * size]
        (out / name).write_bytes(gzip.compress(cut, 9, mtime=0))
