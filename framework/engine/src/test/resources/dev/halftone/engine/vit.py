"""Makes vit.json: a vision transformer of two blocks, its quantized self, and gradients, by PyTorch."""
import json
import numpy as np
import torch
import torch.nn.functional as F

torch.use_deterministic_algorithms(True)
D, H, N, C = 16, 2, 2, 5  # width, heads, blocks, classes; 8 x 8 pictures in patches of 4


def wave(seed, scale, *shape):
    n = int(np.prod(shape))
    values = np.sin(np.arange(n) * 0.7 + seed * 1.3 + (np.arange(n) % 7) * seed) * scale
    return torch.tensor(values.astype(np.float32).reshape(shape))


def weights():
    shapes = {"cls_token": (1, 1, D), "pos_embed": (1, 5, D)}
    shapes |= {"patch_embed.proj.weight": (D, 3, 4, 4), "patch_embed.proj.bias": (D,)}
    for b in range(N):
        p = f"blocks.{b}."
        shapes |= {p + "norm1.weight": (D,), p + "norm1.bias": (D,)}
        shapes |= {p + "attn.qkv.weight": (3 * D, D), p + "attn.qkv.bias": (3 * D,)}
        shapes |= {p + "attn.proj.weight": (D, D), p + "attn.proj.bias": (D,)}
        shapes |= {p + "norm2.weight": (D,), p + "norm2.bias": (D,)}
        shapes |= {p + "mlp.fc1.weight": (4 * D, D), p + "mlp.fc1.bias": (4 * D,)}
        shapes |= {p + "mlp.fc2.weight": (D, 4 * D), p + "mlp.fc2.bias": (D,)}
    shapes |= {"norm.weight": (D,), "norm.bias": (D,), "head.weight": (C, D), "head.bias": (C,)}
    return {k: wave(i + 1, 0.5, *s) for i, (k, s) in enumerate(shapes.items())}


def vit(x, w, weight=lambda v: v, operand=lambda v: v):
    def linear(v, name):
        return F.linear(operand(v), weight(w[name + ".weight"]), w[name + ".bias"])

    def norm(v, name):
        return F.layer_norm(v, (D,), w[name + ".weight"], w[name + ".bias"], 1e-6)

    b = x.shape[0]
    y = F.conv2d(operand(x), weight(w["patch_embed.proj.weight"]), w["patch_embed.proj.bias"], stride=4)
    y = y.reshape(b, D, 4).transpose(1, 2)
    y = torch.cat([w["cls_token"].expand(b, 1, D), y], 1) + w["pos_embed"]
    for k in range(N):
        p = f"blocks.{k}."
        z = linear(norm(y, p + "norm1"), p + "attn.qkv").reshape(b, 5, 3, H, D // H)
        q, key, v = z.permute(2, 0, 3, 1, 4).unbind(0)
        scores = operand(q * (D // H) ** -0.5) @ operand(key.transpose(-2, -1))
        z = operand(scores.softmax(-1)) @ operand(v)
        y = y + linear(z.transpose(1, 2).reshape(b, 5, D), p + "attn.proj")
        z = linear(norm(y, p + "norm2"), p + "mlp.fc1")
        y = y + linear(F.gelu(z), p + "mlp.fc2")
    return linear(norm(y, "norm")[:, 0], "head")


def snap(x, s, z, low, high):
    q = torch.clamp(x / s + (torch.round(x / s) - x / s).detach() + z, low, high)
    return (q - z) * s


def weight6(v):
    s = v.detach().reshape(v.shape[0], -1).abs().amax(1) / 31
    return snap(v, s.reshape([-1] + [1] * (v.dim() - 1)), 0, -32, 31)


def operand6(v):
    s = torch.tensor(6.0 / 63)
    return snap(v, s, 32, 0, 63)


x = wave(50, 1.0, 3, 3, 8, 8)
w = weights()
for v in w.values():
    v.requires_grad_(True)
logits = vit(x, w)
quantized = vit(x, w, weight6, operand6)
(quantized * wave(60, 1.0, 3, C)).sum().backward()
names = ["cls_token", "blocks.0.attn.qkv.weight", "blocks.1.mlp.fc2.bias", "head.weight"]

# One grid: gradients to the values and to the scale, as in learned step size quantization.
values = torch.linspace(-3, 3, 25, requires_grad=True)
scale = torch.tensor([0.3], requires_grad=True)
snapped = snap(values, scale, 7, 0, 15)
(snapped * wave(61, 1.0, 25)).sum().backward()
made = {
    "made_by": f"vit.py with torch {torch.__version__}",
    "logits": logits.detach().reshape(-1).tolist(),
    "quantized": quantized.detach().reshape(-1).tolist(),
    "gradients": {n: w[n].grad.reshape(-1)[:48].tolist() for n in names},
    "grid": {
        "values": values.detach().tolist(),
        "snapped": snapped.detach().tolist(),
        "gradient": values.grad.tolist(),
        "scale_gradient": scale.grad.tolist(),
    },
}
with open("vit.json", "w") as out:
    out.write(json.dumps(made).replace('], "', '],\n"') + "\n")
