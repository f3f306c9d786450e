"""Makes narrow.zip: cases of the ONNX project's own backend tests for element types of 8 bits and less, Einsum, signs of zero remainders
and bits of unsigned types. Made with onnx 1.23.2, numpy 2.4.6. Run: python narrow.py"""
import pathlib, re, zipfile
import onnx.backend.test.case.node as node
from onnx import TensorProto, numpy_helper

WANTED = re.compile(r"einsum_.*|cast_(.*_)?(FLOAT8|FLOAT4|INT2|UINT2|no_saturate).*|mod_fmod_0_signed_zero_float(32|64)|bitwise_not_3d"
                    r"|quantizelinear_(e4m3fn|e5m2|float4e2m1|u?int2)|dequantizelinear_(e4m3fn|e5m2|float4e2m1|u?int2)")

def message(value, name):
    return (value if isinstance(value, TensorProto) else numpy_helper.from_array(value, name)).SerializeToString()

def add(z, name, content):
    z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)

with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z:
    for case in sorted(node.collect_testcases(None), key=lambda c: c.name):
        if WANTED.fullmatch(case.name.removeprefix("test_")):
            add(z, case.name + "/model.onnx", case.model.SerializeToString())
            for i, (inputs, outputs) in enumerate(case.data_sets):
                for kind, values, infos in (("input", inputs, case.model.graph.input), ("output", outputs, case.model.graph.output)):
                    for j, (value, info) in enumerate(zip(values, infos)):
                        add(z, f"{case.name}/test_data_set_{i}/{kind}_{j}.pb", message(value, info.name))
