"""Writes masks.json: the loss Segment Anything was trained with, and its gradients, from PyTorch.

Focal loss as torchvision.ops.sigmoid_focal_loss (alpha 0.25, gamma 2), dice loss with one added to
both sides of the fraction, squared error of the expected IoU; 20 : 1 : 1.

python3 masks.py > masks.json
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(3)
P, MASKS, SIDE, FRAME = 2, 4, 4, 16
logits = (2 * torch.randn(P, MASKS, SIDE, SIDE)).requires_grad_()
expected = torch.rand(P, MASKS).requires_grad_()
truth = torch.zeros(P, 1, FRAME, FRAME)
truth[0, 0, 2:9, 3:14] = 1
truth[1, 0, 7:15, 0:6] = 1

x = F.interpolate(logits, size=(FRAME, FRAME), mode="bilinear", align_corners=False)
t = truth.expand_as(x)
p = torch.sigmoid(x)
ce = F.binary_cross_entropy_with_logits(x, t, reduction="none")
p_t = p * t + (1 - p) * (1 - t)
focal = ((0.25 * t + 0.75 * (1 - t)) * ce * (1 - p_t) ** 2).mean(dim=(2, 3))
dice = 1 - (2 * (p * t).sum(dim=(2, 3)) + 1) / (p.sum(dim=(2, 3)) + t.sum(dim=(2, 3)) + 1)
found = x.detach() > 0
both = (found & (t > 0)).sum(dim=(2, 3)).float()
union = (found | (t > 0)).sum(dim=(2, 3)).float()
each = 20 * focal + dice + (expected - both / union) ** 2
loss = (each[:, 0] + each[:, 1:].min(dim=1).values).mean()
loss.backward()

print(json.dumps({
    "versions": {"torch": torch.__version__},
    "side": SIDE,
    "frame": FRAME,
    "boxes": [[3, 2, 11, 7], [0, 7, 6, 8]],
    "logits": logits.detach().flatten().tolist(),
    "expected": expected.detach().flatten().tolist(),
    "loss": loss.item(),
    "logits_gradient": logits.grad.flatten().tolist(),
    "expected_gradient": expected.grad.flatten().tolist(),
}))
