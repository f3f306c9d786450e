"""Writes training.json: what PyTorch's optimizers make of a small network.

python3 training.py > training.json
"""
import json

import torch
from torch import nn

torch.manual_seed(3)
torch.set_default_dtype(torch.float32)
inputs, labels = torch.randn(24, 4), torch.randint(0, 3, (24,))
start = {
    "fc1.weight": torch.randn(8, 4) * 0.5,
    "fc1.bias": torch.randn(8) * 0.1,
    "fc2.weight": torch.randn(3, 8) * 0.5,
    "fc2.bias": torch.randn(3) * 0.1,
}
STEPS = 12


def train(make, cosine, clip, smoothing):
    p = {name: nn.Parameter(value.clone()) for name, value in start.items()}
    groups = [
        {"params": [v for n, v in p.items() if n.endswith("weight")], "weight_decay": 0.1},
        {"params": [v for n, v in p.items() if n.endswith("bias")], "weight_decay": 0.0},
    ]
    optimizer = make(groups)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS) if cosine else None
    for _ in range(STEPS):
        hidden = nn.functional.gelu(inputs @ p["fc1.weight"].T + p["fc1.bias"])
        logits = hidden @ p["fc2.weight"].T + p["fc2.bias"]
        loss = nn.functional.cross_entropy(logits, labels, label_smoothing=smoothing)
        optimizer.zero_grad()
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(list(p.values()), clip)
        optimizer.step()
        if schedule:
            schedule.step()
    return {n: v.detach().flatten().tolist() for n, v in p.items()}


print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__},
            "inputs": inputs.tolist(),
            "labels": labels.tolist(),
            "start": {n: v.flatten().tolist() for n, v in start.items()},
            "adam-w": train(lambda g: torch.optim.AdamW(g, lr=0.02), False, 0.3, 0.1),
            "sgd": train(lambda g: torch.optim.SGD(g, lr=0.1, momentum=0.9), True, 0, 0),
        }
    ).replace('"start"', '\n"start"').replace('"adam-w"', '\n"adam-w"').replace('"sgd"', '\n"sgd"')
)
