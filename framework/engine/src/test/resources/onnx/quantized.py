"""Makes quantized.zip: two small networks as ONNX Runtime's quantize_static writes them, and what ONNX Runtime without its graph
optimizations answers. Versions are in versions.txt inside. Run: python quantized.py"""
import io, pathlib, tempfile, warnings, zipfile
import numpy as np, onnx, onnxruntime as ort, torch
from onnx import numpy_helper, version_converter
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from torch import nn
from torch.nn import functional as F

warnings.filterwarnings("ignore")
torch.manual_seed(3)

class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem, self.deep, self.point = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 3, 1, 1, groups=8), nn.Conv2d(8, 8, 1)
        self.squeeze, self.excite, self.up = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1), nn.ConvTranspose2d(8, 8, 2, 2)
        self.fc, self.head = nn.Linear(128, 16), nn.Linear(16, 10)

    def forward(self, x):
        a = F.relu(self.stem(x))
        c = a + self.point(F.relu6(self.deep(a)))
        c = c * torch.sigmoid(self.excite(F.relu(self.squeeze(c.mean((2, 3), keepdim=True)))))
        d = torch.cat([c[:, :4], F.leaky_relu(c[:, 4:])], 1)
        return self.head(torch.relu(self.fc(F.avg_pool2d(F.max_pool2d(self.up(d), 2), 2).flatten(1))))

class Transformer(nn.Module):
    def __init__(self, d=16):
        super().__init__()
        self.patch, self.norm1, self.norm2 = nn.Conv2d(3, d, 4, 4), nn.LayerNorm(d), nn.LayerNorm(d)
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)
        self.fc1, self.fc2, self.head = nn.Linear(d, 2 * d), nn.Linear(2 * d, d), nn.Linear(d, 10)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        n, t, c = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, 2, c // 2).permute(2, 0, 3, 1, 4).unbind(0)
        a = ((q * (c // 2) ** -0.5) @ k.transpose(-1, -2)).softmax(-1)
        x = x + self.proj((a @ v).transpose(1, 2).reshape(n, t, c))
        return self.head((x + self.fc2(F.gelu(self.fc1(self.norm2(x))))).mean(1))

class Pictures(CalibrationDataReader):
    def __init__(self):
        self.left = [{"x": np.random.default_rng(i).standard_normal((4, 3, 16, 16)).astype(np.float32)} for i in range(4)]
    def get_next(self): return self.left.pop() if self.left else None

U8, S8, U16, S16, S4, U4 = (getattr(QuantType, "Q" + t) for t in ("UInt8", "Int8", "UInt16", "Int16", "Int4", "UInt4"))
QDQ, QOP = QuantFormat.QDQ, QuantFormat.QOperator
VARIANTS = {"u8s8": (QDQ, U8, S8, False, {}), "u8s8-channel": (QDQ, U8, S8, True, {}), "s8s8": (QDQ, S8, S8, False, {}),
            "s8s8-channel": (QDQ, S8, S8, True, {"ActivationSymmetric": True}), "u8u8-channel": (QDQ, U8, U8, True, {}),
            "u16s8": (QDQ, U16, S8, True, {}), "s16s16": (QDQ, S16, S16, False, {"ActivationSymmetric": True}),
            "u8s4": (QDQ, U8, S4, False, {}), "u8u4": (QDQ, U8, U4, False, {}), "s8s8-dedicated": (QDQ, S8, S8, True, {"DedicatedQDQPair": True}),
            "qop-u8s8": (QOP, U8, S8, True, {}), "qop-s8s8": (QOP, S8, S8, False, {}), "qop-u8u8": (QOP, U8, U8, False, {})}
x = np.round(np.random.default_rng(9).standard_normal((4, 3, 16, 16)), 2).astype(np.float32)

with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z, tempfile.TemporaryDirectory() as t:
    def put(name, content): z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    put("versions.txt", "".join(f"{m.__name__} {m.__version__}\n" for m in (np, onnx, ort, torch)))
    put("input.pb", numpy_helper.from_array(x, "x").SerializeToString())
    for name, network in (("conv", Conv()), ("transformer", Transformer())):
        torch.onnx.export(network.eval(), (torch.from_numpy(x),), f"{t}/{name}", opset_version=17, input_names=["x"], output_names=["y"],
                          dynamic_axes={"x": {0: "n"}, "y": {0: "n"}})
        onnx.save(version_converter.convert_version(onnx.load(f"{t}/{name}"), 21), f"{t}/{name}")
        for variant, (form, activation, weight, channel, extra) in VARIANTS.items():
            quantize_static(f"{t}/{name}", f"{t}/q", Pictures(), quant_format=form, per_channel=channel, activation_type=activation,
                            weight_type=weight, extra_options=extra)
            o = ort.SessionOptions()
            o.graph_optimization_level, o.log_severity_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL, 4
            y = ort.InferenceSession(f"{t}/q", o).run(None, {"x": x})[0]
            put(f"{name}-{variant}/model.onnx", pathlib.Path(f"{t}/q").read_bytes())
            put(f"{name}-{variant}/output.pb", numpy_helper.from_array(y, "y").SerializeToString())
