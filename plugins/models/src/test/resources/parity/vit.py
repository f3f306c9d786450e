"""Writes vit.json and the small checkpoints beside it: vision transformers of transformers and timm.

python vit.py (transformers 4.53.0, timm 1.0.31). DINOv2 with registers is transformers' model, its weights under
the authors' names; positions for another size are the authors' interpolation, written down here.
"""
import numpy as np
import timm
import torch
import torch.nn.functional as F
import transformers as hf
from timm.layers import resample_abs_pos_embed

import pattern

out = {"transformers": hf.__version__, "timm": timm.__version__}


def run(model, side):
    with torch.no_grad():
        y = model(pattern.image((1, 3, side, side)))
        return pattern.sampled(y if torch.is_tensor(y) else y.logits)


def save(name, state):
    torch.save({k: v.half() for k, v in state.items()}, name)


def halved(model):
    """Weights that survive being stored in half precision."""
    pattern.fill(model)
    model.load_state_dict({k: v.half().float() for k, v in model.state_dict().items()})
    return model.eval()


size = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, image_size=32, patch_size=8)
vit = halved(hf.ViTForImageClassification(hf.ViTConfig(**size, num_labels=5, layer_norm_eps=1e-6)))
save("vit-transformers.pth", vit.state_dict())
out["transformers-names"] = run(vit, 32)

deit = halved(hf.DeiTForImageClassificationWithTeacher(hf.DeiTConfig(**size, num_labels=5, layer_norm_eps=1e-6)))
save("deit-transformers.pth", deit.state_dict())
out["distilled"] = run(deit, 32)

shape = dict(img_size=32, patch_size=8, embed_dim=32, depth=2, num_heads=2, mlp_ratio=2, num_classes=5)
ours = halved(timm.models.VisionTransformer(**shape))
state = ours.state_dict()
save("vit-timm.pth", state)
larger = timm.models.VisionTransformer(**{**shape, "img_size": 48}).eval()
larger.load_state_dict({**state, "pos_embed": resample_abs_pos_embed(state["pos_embed"], [6, 6], [4, 4])})
out["resized"] = run(larger, 48)


def google(state):
    a = {k: v.numpy() for k, v in state.items()}
    d, h = 32, 2
    made = {
        "embedding/kernel": a["patch_embed.proj.weight"].transpose(2, 3, 1, 0), "embedding/bias": a["patch_embed.proj.bias"],
        "cls": a["cls_token"], "Transformer/posembed_input/pos_embedding": a["pos_embed"],
        "Transformer/encoder_norm/scale": a["norm.weight"], "Transformer/encoder_norm/bias": a["norm.bias"],
        "head/kernel": a["head.weight"].T, "head/bias": a["head.bias"],
    }
    for i in range(2):
        o, n = f"blocks.{i}.", f"Transformer/encoderblock_{i}/"
        m = n + "MultiHeadDotProductAttention_1/"
        for k, part in enumerate(("query", "key", "value")):
            made[m + part + "/kernel"] = a[o + "attn.qkv.weight"][k * d:(k + 1) * d].T.reshape(d, h, d // h)
            made[m + part + "/bias"] = a[o + "attn.qkv.bias"][k * d:(k + 1) * d].reshape(h, d // h)
        made[m + "out/kernel"] = a[o + "attn.proj.weight"].T.reshape(h, d // h, d)
        made[m + "out/bias"] = a[o + "attn.proj.bias"]
        for x, y in (("LayerNorm_0", "norm1"), ("LayerNorm_2", "norm2")):
            made[n + x + "/scale"], made[n + x + "/bias"] = a[o + y + ".weight"], a[o + y + ".bias"]
        for x, y in (("Dense_0", "fc1"), ("Dense_1", "fc2")):
            made[n + f"MlpBlock_3/{x}/kernel"], made[n + f"MlpBlock_3/{x}/bias"] = a[o + f"mlp.{y}.weight"].T, a[o + f"mlp.{y}.bias"]
    return {k: v.astype(np.float16) for k, v in made.items()}


np.savez_compressed("vit-google.npz", **google(state))
# SciPy's zoom of order 1 is linear interpolation with aligned corners.
from scipy import ndimage

grid = state["pos_embed"][0, 1:].reshape(4, 4, 32).numpy()
zoomed = torch.from_numpy(ndimage.zoom(grid, (1.5, 1.5, 1), order=1)).reshape(1, 36, 32)
larger.load_state_dict({**state, "pos_embed": torch.cat([state["pos_embed"][:, :1], zoomed], 1)})
out["google-resized"] = run(larger, 48)
same = timm.models.VisionTransformer(**shape).eval()
same.load_state_dict(state)
out["google"] = run(same, 32)

config = dict(hidden_size=64, num_hidden_layers=4, num_attention_heads=1, mlp_ratio=2, image_size=56, patch_size=14)
dino = hf.Dinov2WithRegistersModel(hf.Dinov2WithRegistersConfig(**config, num_register_tokens=4)).eval()
names, theirs = {}, dino.state_dict()
for key, value in theirs.items():
    k = key
    for old, new in (
        ("embeddings.cls_token", "cls_token"), ("embeddings.mask_token", "mask_token"), ("embeddings.register_tokens", "register_tokens"),
        ("embeddings.position_embeddings", "pos_embed"), ("embeddings.patch_embeddings.projection", "patch_embed.proj"),
        ("encoder.layer.", "blocks."), ("attention.output.dense", "attn.proj"), ("layer_scale1.lambda1", "ls1.gamma"),
        ("layer_scale2.lambda1", "ls2.gamma"), ("layernorm.", "norm."),
    ):
        k = k.replace(old, new)
    names[key] = k
mine = {}
for key, k in names.items():
    if ".attention.attention." in key:
        b, part = k.split(".attention.attention.")
        which, end = part.split(".")
        full = f"{b}.attn.qkv.{end}"
        value = mine.setdefault(full, pattern.weight("backbone." + full, (3 * 64, 64) if end == "weight" else (3 * 64,)))
        theirs[key] = value[64 * ("query", "key", "value").index(which):][:64]
    else:
        mine[k] = theirs[key] = pattern.weight("backbone." + k, tuple(theirs[key].shape))
dino.load_state_dict(theirs)
weight, bias = pattern.weight("linear_head.weight", (1000, 5 * 64)), pattern.weight("linear_head.bias", (1000,))


def classify(x):
    hidden = dino(x, output_hidden_states=True).hidden_states[-4:]
    normed = [dino.layernorm(h) for h in hidden]
    features = torch.cat([h[:, 0] for h in normed] + [normed[-1][:, 5:].mean(1)], 1)
    return F.linear(features, weight, bias)


out["dino"] = run(classify, 56)
positions = mine["pos_embed"]
for side in (70, 28):
    grid = positions[:, 1:].reshape(1, 4, 4, 64).permute(0, 3, 1, 2)
    grid = F.interpolate(grid, size=(side // 14, side // 14), mode="bicubic", antialias=True)
    other = torch.cat([positions[:, :1], grid.permute(0, 2, 3, 1).reshape(1, -1, 64)], 1)
    dino.embeddings.interpolate_pos_encoding = lambda *_: other
    out[f"dino-{side}"] = run(classify, side)
pattern.write("vit.json", **out)
