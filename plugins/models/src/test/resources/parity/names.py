"""Writes names.json and the checkpoints beside it, under the names of transformers and timm.

python names.py (transformers 5.24.0, timm 1.0.31). Since version 5 transformers' state_dict() has other names than the
files it saves: here are both.
"""
import timm
import torch
import transformers as hf
from safetensors.torch import load_file, save_file

import pattern

out = {"transformers": hf.__version__, "timm": timm.__version__}


def halved(model):
    """Weights that survive being stored in half precision."""
    pattern.fill(model)
    model.load_state_dict({k: v.half().float() for k, v in model.state_dict().items()})
    return model.eval()


def state(name, model):
    torch.save({k: v.half() for k, v in model.state_dict().items()}, name)


def saved(name, model):
    model.save_pretrained("saved")
    save_file({k: v.half() for k, v in load_file("saved/model.safetensors").items()}, name)


def run(name, model, side):
    with torch.no_grad():
        y = model(pattern.image((1, 3, side, side)))
    out[name] = pattern.sampled(y if torch.is_tensor(y) else y.logits if "logits" in y else y.pooler_output)


size = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=16, patch_size=4)
vit = halved(hf.ViTForImageClassification(hf.ViTConfig(**size, intermediate_size=64, num_labels=5, layer_norm_eps=1e-6)))
state("vit-transformers-5.pth", vit)
run("vit", vit, 16)
dino = halved(hf.Dinov2Model(hf.Dinov2Config(**size, mlp_ratio=2)))
saved("dinov2-transformers.safetensors", dino)
run("dinov2", dino, 16)
config = hf.Dinov2WithRegistersConfig(**size, mlp_ratio=3, use_swiglu_ffn=True, num_labels=5)
registers = halved(hf.Dinov2WithRegistersForImageClassification(config))
state("dinov2-registers-transformers-5.pth", registers)
saved("dinov2-registers-transformers.safetensors", registers)
run("dinov2-registers", registers, 16)
packed = halved(
    timm.models.VisionTransformer(
        img_size=16, patch_size=4, embed_dim=32, depth=2, num_heads=2, mlp_ratio=4, num_classes=0, init_values=1e-5,
        reg_tokens=4, no_embed_class=True, mlp_layer=timm.layers.SwiGLUPacked, act_layer=torch.nn.SiLU,
    )
)
state("dinov2-timm.pth", packed)
run("dinov2-timm", packed, 16)

sam = halved(
    hf.SamModel(
        hf.SamConfig(
            vision_config=hf.SamVisionConfig(
                hidden_size=32, num_hidden_layers=2, num_attention_heads=2, image_size=128, patch_size=16, mlp_dim=64,
                global_attn_indexes=[1], window_size=3, output_channels=32, num_pos_feats=16,
            ),
            prompt_encoder_config=hf.SamPromptEncoderConfig(hidden_size=32, image_size=128, patch_size=16, mask_input_channels=4),
            mask_decoder_config=hf.SamMaskDecoderConfig(hidden_size=32, mlp_dim=64, num_attention_heads=2, iou_head_hidden_dim=16),
        )
    )
)
state("sam-transformers.pth", sam)
with torch.no_grad():
    box = torch.tensor([[[10.0, 20.5, 90.25, 100.0]]])
    one, three = (sam(pixel_values=pattern.image((1, 3, 128, 128)), input_boxes=box, multimask_output=m) for m in (False, True))
out["sam"] = {
    "box": {
        "masks": pattern.sampled(torch.cat([one.pred_masks[0], three.pred_masks[0]], 1)),
        "iou": pattern.sampled(torch.cat([one.iou_scores[0], three.iou_scores[0]], 1)),
    }
}
pattern.write("names.json", **out)
