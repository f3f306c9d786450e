"""Writes efficientvit-small.json: EfficientViT-SAM written down in PyTorch from its paper, with SAM's own decoder.

python efficientvit.py         a small one, and holds the backbone of L1 against timm's efficientvit_l1
python efficientvit.py l0 DIR  DIR/efficientvit-l0.json and .pt, for the test that HALFTONE_PARITY names
"""
import sys

import segment_anything.modeling as m
import torch
import torch.nn.functional as F
from torch import nn

import pattern

SIZES = {  # widths, depths, attention from stage, scale, expand, neck depth, width, SAM's heads and MLP
    "small": ((8, 16, 24, 32, 64), (1, 1, 1, 1, 2), 4, 5, (1, 4, 4, 4, 6), 2, 64, 2, 128),
    "l0": ((32, 64, 128, 256, 512), (1, 1, 1, 4, 4), 4, 5, (1, 4, 4, 4, 6), 4, 256, 8, 2048),
    "l1": ((32, 64, 128, 256, 512), (1, 1, 1, 6, 6), 4, 5, (1, 4, 4, 4, 6), 8, 256, 8, 2048),
}


class Conv(nn.Module):
    def __init__(self, i, o, k=1, s=1, groups=1, bias=False, norm=True, act=False):
        super().__init__()
        self.conv = nn.Conv2d(i, o, k, s, k // 2, groups=groups, bias=bias)
        self.norm = nn.BatchNorm2d(o) if norm else None
        self.act = act

    def forward(self, x):
        x = self.conv(x)
        x = self.norm(x) if self.norm else x
        return F.gelu(x, approximate="tanh") if self.act else x


def mb(i, o, e, s, bare):
    mid = i * e
    return Named(
        inverted_conv=Conv(i, mid, bias=bare, norm=not bare, act=True),
        depth_conv=Conv(mid, mid, 3, s, mid, bias=bare, norm=not bare, act=True),
        point_conv=Conv(mid, o),
    )


def fmb(i, o, e, s):
    return Named(spatial_conv=Conv(i, i * e, 3, s, act=True), point_conv=Conv(i * e, o))


class Named(nn.Module):
    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x):
        for part in self.children():
            x = part(x)
        return x


class Residual(nn.Module):
    def __init__(self, main, skip):
        super().__init__()
        self.main = main
        self.skip = skip

    def forward(self, x):
        return x + self.main(x) if self.skip else self.main(x)


class Mla(nn.Module):
    def __init__(self, c, scale):
        super().__init__()
        self.heads = c // 32
        self.qkv = Conv(c, 3 * c, norm=False)
        self.aggreg = nn.ModuleList(
            [nn.Sequential(
                nn.Conv2d(3 * c, 3 * c, scale, padding=scale // 2, groups=3 * c, bias=False),
                nn.Conv2d(3 * c, 3 * c, 1, groups=3 * self.heads, bias=False),
            )]
        )
        self.proj = Conv(2 * c, c)

    def forward(self, x):
        b, _, h, w = x.shape
        qkv = self.qkv(x)
        qkv = torch.cat([qkv, self.aggreg[0](qkv)], 1).reshape(b, 2 * self.heads, 96, h * w).transpose(-1, -2)
        q, k, v = qkv[..., :32].relu(), qkv[..., 32:64].relu(), F.pad(qkv[..., 64:], (0, 1), value=1)
        out = q @ (k.transpose(-1, -2) @ v)
        out = out[..., :-1] / (out[..., -1:] + 1e-15)
        return self.proj(out.transpose(-1, -2).reshape(b, -1, h, w))


class Block(nn.Module):
    def __init__(self, c, e, scale):
        super().__init__()
        self.context_module = Residual(Mla(c, scale), True)
        self.local_module = Residual(mb(c, c, e, 1, True), True)

    def forward(self, x):
        return self.local_module(self.context_module(x))


class Stage(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.op_list = nn.ModuleList(blocks)

    def forward(self, x):
        for block in self.op_list:
            x = block(x)
        return x


class Backbone(nn.Module):
    def __init__(self, widths, depths, attention, scale, expand):
        super().__init__()
        w0 = widths[0]
        res = lambda: Residual(Named(conv1=Conv(w0, w0, 3, act=True), conv2=Conv(w0, w0, 3)), True)
        stages = [Stage([Conv(3, w0, 3, 2, act=True)] + [res() for _ in range(depths[0])])]
        for s in range(1, len(widths)):
            i, o, e, bare = widths[s - 1], widths[s], expand[s], s >= 3
            first = Residual(mb(i, o, 4 * e, 2, bare) if bare else fmb(i, o, 4 * e, 2), False)
            if s >= attention:
                more = [Block(o, e, scale) for _ in range(depths[s])]
            else:
                more = [Residual(mb(o, o, e, 1, bare) if bare else fmb(o, o, e, 1), True) for _ in range(depths[s])]
            stages.append(Stage([first] + more))
        self.stages = nn.ModuleList(stages)

    def forward(self, x):
        made = []
        for stage in self.stages:
            x = stage(x)
            made.append(x)
        return made


class Neck(nn.Module):
    def __init__(self, widths, depth, c):
        super().__init__()
        self.input_ops = nn.ModuleList([Stage([Conv(w, c)]) for w in widths[:1:-1]])
        self.middle = Stage([Residual(fmb(c, c, 1, 1), True) for _ in range(depth)])
        self.output_ops = nn.ModuleList([Stage([Conv(c, c, bias=True, norm=False)])])

    def forward(self, stages):
        x = sum(
            F.interpolate(op(s), (64, 64), mode="bicubic", align_corners=False)
            for op, s in zip(self.input_ops, stages[:1:-1])
        )
        return self.output_ops[0](self.middle(x))


class Encoder(nn.Module):
    def __init__(self, widths, depths, attention, scale, expand, neck, c):
        super().__init__()
        self.backbone = Backbone(widths, depths, attention, scale, expand)
        self.neck = Neck(widths, neck, c)
        self.norm = m.common.LayerNorm2d(c)

    def forward(self, x):
        return self.norm(self.neck(self.backbone(x)))


def model(size):
    widths, depths, attention, scale, expand, neck, c, heads, mlp = SIZES[size]
    sam = m.Sam(
        Encoder(widths, depths, attention, scale, expand, neck, c),
        m.PromptEncoder(embed_dim=c, image_embedding_size=(64, 64), input_image_size=(1024, 1024), mask_in_chans=16),
        m.MaskDecoder(
            num_multimask_outputs=3,
            transformer=m.TwoWayTransformer(depth=2, embedding_dim=c, mlp_dim=mlp, num_heads=heads),
            transformer_dim=c, iou_head_depth=3, iou_head_hidden_dim=c,
        ),
    )
    for module in sam.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            module.eps = 1e-6
    return pattern.fill(sam)


def as_timm():
    """The backbone above is timm's, an independent one."""
    import timm

    ours = model("l1").image_encoder.backbone
    theirs = timm.create_model("efficientvit_l1", features_only=True)
    names = {}
    for key, value in ours.state_dict().items():
        _, s, _, i, rest = key.split(".", 4)
        where = f"stages_{int(s) - 1}.blocks.{i}" if s != "0" else "stem_in_conv" if i == "0" else f"stem_res{int(i) - 1}"
        names[where + "." + rest] = value
    theirs.load_state_dict({k: v for k, v in names.items()})
    for module in theirs.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = 1e-6
    x = pattern.image((1, 3, 128, 128))
    with torch.no_grad():
        for a, b in zip(ours(x)[1:], theirs.eval()(x)):
            assert (a - b).abs().max() < 1e-4 * b.abs().max(), (a - b).abs().max()
    return timm.__version__


if __name__ == "__main__":
    size = sys.argv[1] if len(sys.argv) > 1 else "small"
    folder = sys.argv[2] + "/" if len(sys.argv) > 2 else ""
    timm = {} if folder else {"timm": as_timm()}
    sam = model(size)
    with torch.no_grad():
        embedding = sam.image_encoder(pattern.image((1, 3, 512, 512)))
        box = torch.tensor([[10.0, 20.5, 90.25, 100.0]]) * 8
        sparse, dense = sam.prompt_encoder(points=None, boxes=box, masks=None)
        masks, iou = sam.mask_decoder.predict_masks(embedding, sam.prompt_encoder.get_dense_pe(), sparse, dense)
    pattern.write(
        f"{folder}efficientvit-{size}.json",
        **timm,
        embedding=pattern.sampled(embedding),
        runs={"box": {"masks": pattern.sampled(masks), "iou": pattern.sampled(iou)}},
    )
    if folder:
        torch.save({"state_dict": sam.state_dict()}, f"{folder}efficientvit-{size}.pt")
