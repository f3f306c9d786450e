"""Makes the safetensors files beside it with the format's own library.

usage: python3 make.py    Made with safetensors 0.8.0, torch 2.7.1.
"""

import pathlib

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
values = torch.tensor([[0.5, -2.0, 3.25], [1024.0, 0.0, -0.0078125]])
save_file(
    {
        "f64": values.double(),
        "f32": values,
        "f16": values.half(),
        "bf16": values.bfloat16(),
        "i64": values.long(),
        "i32": values.int(),
        "i16": values.short(),
        "i8": torch.tensor([-128, 0, 127], dtype=torch.int8),
        "u8": torch.tensor([0, 128, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False]),
        "scalar": torch.tensor(7.0),
        "empty": torch.zeros(0, 4),
    },
    here / "types.safetensors",
    metadata={"made by": "safetensors"},
)
save_file(
    {
        "b.weight": values,
        "a.weight": values * 2,
        "codes": torch.tensor([-3, 3], dtype=torch.int8),
        "places": torch.tensor([1, 2], dtype=torch.int64),
        "one": torch.tensor(7.0),
    },
    here / "written.safetensors",
    metadata={"heads": "4"},
)
