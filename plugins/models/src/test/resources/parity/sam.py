"""Writes sam-tiny.json: what facebookresearch/segment-anything (PyPI 1.0) makes of pattern weights.

python sam.py            sam-tiny.json
python sam.py vit-b DIR  DIR/sam-vit-b.json and DIR/sam-vit-b.pth, for the test that HALFTONE_PARITY names;
                         with the numbers that its authors' code draws
"""
import sys
from functools import partial

import segment_anything.modeling as m
import torch

import pattern

SIZES = {
    "tiny": (128, 8, 96, 6, 3, (2, 5), 8, 64, 256, 2, 64),
    "vit-b": (1024, 16, 768, 12, 12, (2, 5, 8, 11), 14, 256, 2048, 8, 256),
}
size = sys.argv[1] if len(sys.argv) > 1 else "tiny"
folder = sys.argv[2] + "/" if len(sys.argv) > 2 else ""
side, patch, width, depth, heads, seeing, window, out, mlp, decoder_heads, iou = SIZES[size]
grid = side // patch
torch.manual_seed(1)
sam = m.Sam(
    m.ImageEncoderViT(
        depth=depth, embed_dim=width, img_size=side, mlp_ratio=4, num_heads=heads, patch_size=patch,
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-6), qkv_bias=True, use_rel_pos=True,
        global_attn_indexes=seeing, window_size=window, out_chans=out,
    ),
    m.PromptEncoder(embed_dim=out, image_embedding_size=(grid, grid), input_image_size=(side, side), mask_in_chans=16),
    m.MaskDecoder(
        num_multimask_outputs=3,
        transformer=m.TwoWayTransformer(depth=2, embedding_dim=out, mlp_dim=mlp, num_heads=decoder_heads),
        transformer_dim=out, iou_head_depth=3, iou_head_hidden_dim=iou,
    ),
)
if len(sys.argv) > 2:
    # PyTorch's own drawing leaves positions at zero.
    with torch.no_grad():
        for name, value in sam.state_dict().items():
            if "pos" in name and "gaussian" not in name:
                value.normal_(0, 0.1)
    sam.eval()
else:
    pattern.fill(sam)


def decode(embedding, points=None, boxes=None, masks=None):
    sparse, dense = sam.prompt_encoder(points=points, boxes=boxes, masks=masks)
    return sam.mask_decoder.predict_masks(embedding, sam.prompt_encoder.get_dense_pe(), sparse, dense)


u = side / 128
box = torch.tensor([[10.0, 20.5, 90.25, 100.0]]) * u
click = (torch.tensor([[[40.0, 60.0]]]) * u, torch.tensor([[1]]))
two = (torch.tensor([[[40.0, 60.0], [5.0, 7.0]]]) * u, torch.tensor([[1, 0]]))
with torch.no_grad():
    embedding = sam.image_encoder(pattern.image((1, 3, side, side)))
    runs = {"box": decode(embedding, boxes=box), "click": decode(embedding, points=click)}
    # Two points and a box: the box's corners come last, and nothing fills up.
    runs["both"] = decode(embedding, points=two, boxes=box)
    first = runs["box"][0]
    runs["cascade"] = decode(embedding, boxes=box, masks=first[:, 0:1])
    best = runs["box"][1][:, 1:].argmax(1) + 1
    runs["best-cascade"] = decode(embedding, boxes=box, masks=first[torch.arange(1), best].unsqueeze(1))

pattern.write(
    f"{folder}sam-{size}.json",
    source="segment-anything 1.0",
    embedding=pattern.sampled(embedding),
    runs={k: {"masks": pattern.sampled(v[0]), "iou": pattern.sampled(v[1])} for k, v in runs.items()},
)
if folder:
    torch.save(sam.state_dict(), f"{folder}sam-{size}.pth")
