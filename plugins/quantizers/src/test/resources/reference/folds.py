"""Writes folds.json: batch normalizations folded into the layers before them by PyTorch's own torch.nn.utils.fusion.

python3 folds.py > folds.json   (torch)
"""
import json

import torch
from torch import nn
from torch.nn.utils import fusion

torch.manual_seed(11)
torch.set_num_threads(1)


def norm(kind, width, epsilon):
    layer = kind(width, eps=epsilon)
    layer.weight.data = torch.randn(width)
    layer.bias.data = torch.randn(width)
    layer.running_mean = torch.randn(width)
    layer.running_var = torch.rand(width) * 2 + 1e-3
    return layer.eval()


layers = {
    "stem.conv": nn.Conv2d(3, 4, 3, padding=1, bias=False),
    "stem.norm": norm(nn.BatchNorm2d, 4, 1e-5),
    "depth.conv": nn.Conv2d(4, 4, 3, padding=1, groups=2, bias=True),
    "depth.norm": norm(nn.BatchNorm2d, 4, 1e-3),
    "up.conv": nn.ConvTranspose2d(4, 2, 2, stride=2, bias=True),
    "up.norm": norm(nn.BatchNorm2d, 2, 1e-5),
    "head.fc": nn.Linear(72, 5, bias=True),
    "head.norm": norm(nn.BatchNorm1d, 5, 1e-5),
}
x = torch.randn(2, 3, 3, 3)
with torch.no_grad():
    y = torch.relu(layers["stem.norm"](layers["stem.conv"](x)))
    y = layers["depth.norm"](layers["depth.conv"](y))
    y = layers["up.norm"](layers["up.conv"](y))
    y = layers["head.norm"](layers["head.fc"](y.flatten(1)))
    folded = {
        "stem": fusion.fuse_conv_bn_eval(layers["stem.conv"].eval(), layers["stem.norm"]),
        "depth": fusion.fuse_conv_bn_eval(layers["depth.conv"].eval(), layers["depth.norm"]),
        "up": fusion.fuse_conv_bn_eval(layers["up.conv"].eval(), layers["up.norm"], transpose=True),
        "head": fusion.fuse_linear_bn_eval(layers["head.fc"].eval(), layers["head.norm"]),
    }
parameters = {
    f"{path}.{name}": value.flatten().tolist()
    for path, layer in layers.items()
    for name, value in layer.state_dict().items()
    if name != "num_batches_tracked"
}
print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__},
            "parameters": parameters,
            "x": x.flatten().tolist(),
            "y": y.flatten().tolist(),
            "weights": {k: v.weight.detach().flatten().tolist() for k, v in folded.items()},
            "biases": {k: v.bias.detach().flatten().tolist() for k, v in folded.items()},
        }
    ).replace('], "', '],\n"')
)
