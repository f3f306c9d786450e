"""Writes variants.json: vision transformers of timm that lack something of the plain one, or have more.

python variants.py (timm 1.0.31). The layer before the head is the tanh of Google's vision_transformer, written down here.
"""
import timm
import torch
from timm.models.deit import VisionTransformerDistilled

import pattern

SHAPE = dict(img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=2, mlp_ratio=2, num_classes=5)
MODELS = {
    "pooled": timm.models.VisionTransformer(**SHAPE, global_pool="avg", class_token=False, qkv_bias=False),
    "unplaced": timm.models.VisionTransformer(**SHAPE, no_embed_class=True, init_values=1e-5),
    "tuned": VisionTransformerDistilled(**SHAPE),
    "represented": timm.models.VisionTransformer(**SHAPE),
}
out = {"timm": timm.__version__}
image = pattern.image((1, 3, 32, 32))
with torch.no_grad():
    for name, model in MODELS.items():
        pattern.fill(model)
        if name == "tuned":
            answer = model.head(model.forward_features(image)[:, 0])
        elif name == "represented":
            weight, bias = pattern.weight("pre_logits.fc.weight", (24, 32)), pattern.weight("pre_logits.fc.bias", (24,))
            seen = torch.tanh(model.forward_features(image)[:, 0] @ weight.T + bias)
            head = pattern.weight("head.weight", (5, 24))
            answer = seen @ head.T + model.head.bias
        else:
            answer = model(image)
        out[name] = pattern.sampled(answer)
pattern.write("variants.json", **out)
