"""Writes small checkpoints as PyTorch and NumPy write them, and pickles that must be refused.

python make_archives.py (PyTorch 2.7.1, NumPy 2.4.6). Every tensor holds 0, 0.5, 1, ... in its own order, but those
called 'turned', which is the transpose of such a one, 'part', rows 1 and 2 of four, 'steps', every second row and
column of 4 by 4, and 'expanded', one column shown twice.
"""
import collections
import io
import os
import pickle
import zipfile

import numpy as np
import torch


def run(shape, dtype=torch.float32):
    return (torch.arange(int(np.prod(shape))) * 0.5).to(dtype).reshape(shape)


base = run((4, 3))
tensors = collections.OrderedDict(
    plain=run((2, 3)),
    half=run((5,), torch.float16),
    brain=run((5,), torch.bfloat16),
    double=run((2, 2), torch.float64),
    whole=torch.arange(4),
    short=torch.arange(4, dtype=torch.int16),
    scalar=torch.tensor(0.5),
    shared=base,
    part=base[1:3],
    turned=base.t(),
    steps=run((4, 4))[::2, 1::2],
    expanded=run((3, 1)).expand(3, 2),
    parameter=torch.nn.Parameter(run((2,))),
    empty=torch.zeros(0, 3),
)
tensors._metadata = {"version": 1}
saved = {"epoch": 3, "lr": 0.1, "args": ["a", None, True, (1, 2)], "model": tensors}
torch.save(saved, "zip.pth")
torch.save(saved, "legacy.pth", _use_new_zipfile_serialization=False)
torch.save({"_orig_mod.module." + k: v for k, v in tensors.items()}, "parallel.pth")
arrays = dict(
    plain=run((2, 3)).numpy(),
    half=run((5,)).numpy().astype(np.float16),
    whole=np.arange(4),
    scalar=np.float32(0.5),
    turned=np.asfortranarray(base.t().numpy()),
)
np.savez("plain.npz", **arrays, **{"a/b": arrays["plain"]})
np.savez_compressed("compressed.npz", **arrays)
np.savez("objects.npz", thing=np.array([{"a": 1}], dtype=object))


class Call:
    def __init__(self, function, *arguments):
        self.how = (function, arguments)

    def __reduce__(self):
        return self.how


def evil(name, thing):
    data = io.BytesIO()
    pickle.dump({"weight": thing}, data, protocol=2)
    with zipfile.ZipFile(name, "w", zipfile.ZIP_STORED) as out:
        entry = zipfile.ZipInfo("archive/data.pkl")
        out.writestr(entry, data.getvalue())


evil("system.pth", Call(os.system, "touch /tmp/halftone-was-here"))
evil("eval.pth", Call(eval, "1 + 1"))
