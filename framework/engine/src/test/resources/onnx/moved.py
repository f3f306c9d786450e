"""Makes moved.zip: a network that moves codes between its layers (MaxPool, two Reshapes in a row, Gather; Resize in another) as ONNX Runtime's
quantize_static writes it in both formats, an attention with an open batch in pairs, and what ONNX Runtime answers: of pairs without its graph optimizations, of operators on codes
with them and session.x64quantprecision, for sums that do not saturate on any processor. Made with onnxruntime 1.32.0, onnx 1.23.2,
torch 2.7.1, numpy 2.4.6. Run: python moved.py"""
import pathlib, tempfile, warnings, zipfile
import numpy as np, onnxruntime as ort, torch
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")
torch.manual_seed(5)

class Moved(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.qkv, self.head = nn.Conv2d(3, 8, 3, 2, 1), nn.Linear(8, 24), nn.Linear(8, 10)

    def forward(self, x):
        x = F.max_pool2d(self.stem(x), 2).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(x.reshape(4, -1, 8)).reshape(4, -1, 3, 8).permute(2, 0, 1, 3).unbind(0)
        return self.head(((q @ k.transpose(1, 2)).softmax(-1) @ v)[:, 3])

class Attending(Moved):
    """As transformers are exported: the scale of the scores comes from a shape, and one is read behind a pair."""
    def forward(self, x):
        x = self.stem(x).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(x).reshape(x.shape[0], -1, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        return self.head(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape[0], -1, 8).mean(1))

class Enlarged(nn.Module):
    """Codes are picked by a Resize, then by a MaxPool."""
    def __init__(self):
        super().__init__()
        self.stem, self.head = nn.Conv2d(3, 8, 3, 2, 1), nn.Linear(128, 10)

    def forward(self, x):
        return self.head(F.max_pool2d(F.interpolate(self.stem(x), scale_factor=2), 4).flatten(1))

class Pictures(CalibrationDataReader):
    def __init__(self):
        self.left = [{"x": np.random.default_rng(i).standard_normal((4, 3, 16, 16)).astype(np.float32)} for i in range(4)]
    def get_next(self): return self.left.pop() if self.left else None

x = np.round(np.random.default_rng(9).standard_normal((4, 3, 16, 16)), 2).astype(np.float32)

with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z, tempfile.TemporaryDirectory() as t:
    def put(name, content): z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    put("input.pb", numpy_helper.from_array(x, "x").SerializeToString())
    torch.onnx.export(Moved().eval(), (torch.from_numpy(x),), f"{t}/m", opset_version=17, input_names=["x"], output_names=["y"])
    torch.onnx.export(Attending().eval(), (torch.from_numpy(x),), f"{t}/a", opset_version=17, input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}})
    torch.onnx.export(Enlarged().eval(), (torch.from_numpy(x),), f"{t}/e", opset_version=17, input_names=["x"], output_names=["y"])
    for name, file, form, level in (("pairs", "m", QuantFormat.QDQ, "ORT_DISABLE_ALL"), ("codes", "m", QuantFormat.QOperator, "ORT_ENABLE_EXTENDED"),
                                    ("attending", "a", QuantFormat.QDQ, "ORT_DISABLE_ALL"), ("enlarged", "e", QuantFormat.QOperator, "ORT_ENABLE_EXTENDED")):
        quantize_static(f"{t}/{file}", f"{t}/q", Pictures(), quant_format=form, per_channel=True, activation_type=QuantType.QUInt8)
        o = ort.SessionOptions()
        o.graph_optimization_level, o.log_severity_level = getattr(ort.GraphOptimizationLevel, level), 4
        o.add_session_config_entry("session.x64quantprecision", "1")
        y = ort.InferenceSession(f"{t}/q", o).run(None, {"x": x})[0]
        put(f"{name}/model.onnx", pathlib.Path(f"{t}/q").read_bytes())
        put(f"{name}/output.pb", numpy_helper.from_array(y, "y").SerializeToString())
