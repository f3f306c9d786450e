"""Makes narrow.zip: cases of the ONNX project's own backend tests for element types of 8 bits and less, Einsum, signs of zero remainders
and bits of unsigned types. Made with onnx 1.23.2, numpy 2.4.6. Run: python narrow.py"""
import pathlib, re, zipfile
from backendcases import add_node_cases

WANTED = re.compile(r"einsum_.*|cast_(.*_)?(FLOAT8|FLOAT4|INT2|UINT2|no_saturate).*|mod_fmod_0_signed_zero_float(32|64)|bitwise_not_3d"
                    r"|quantizelinear_(e4m3fn|e5m2|float4e2m1|u?int2)|dequantizelinear_(e4m3fn|e5m2|float4e2m1|u?int2)")

with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z:
    add_node_cases(z, WANTED)
