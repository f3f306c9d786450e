"""Writes exported.zip: a small vision transformer as PyTorch's exporter writes it, batch open.

Weights are random; outputs are ONNX Runtime's. Versions are in versions.txt inside.
"""
import io
import warnings
import zipfile
import numpy as np
import onnx
import onnxruntime
import timm
import torch
from onnx import numpy_helper
from timm.models.vision_transformer import VisionTransformer

warnings.filterwarnings("ignore")
torch.manual_seed(3)
model = VisionTransformer(
    img_size=16, patch_size=8, embed_dim=16, depth=2, num_heads=2, num_classes=5
).eval()
for block in model.blocks:
    block.attn.fused_attn = False
x = torch.randn(3, 3, 16, 16)
out = zipfile.ZipFile("exported.zip", "w", zipfile.ZIP_DEFLATED)


def put(name, data):
    out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)


for opset in (11, 17):
    file = io.BytesIO()
    torch.onnx.export(
        model, x[:1], file, opset_version=opset, dynamo=False,
        input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "batch"}, "y": {0: "batch"}},
    )
    session = onnxruntime.InferenceSession(file.getvalue(), providers=["CPUExecutionProvider"])
    y = session.run(None, {"x": x.numpy()})[0]
    name = f"vit_{opset}"
    put(f"{name}/model.onnx", file.getvalue())
    put(f"{name}/tolerance.txt", "rtol 1e-4\natol 1e-5\n")
    put(f"{name}/test_data_set_0/input_0.pb", numpy_helper.from_array(x.numpy(), "x").SerializeToString())
    put(f"{name}/test_data_set_0/output_0.pb", numpy_helper.from_array(y, "y").SerializeToString())
put(
    "versions.txt",
    f"torch {torch.__version__}, timm {timm.__version__}, onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}\n",
)
out.close()
