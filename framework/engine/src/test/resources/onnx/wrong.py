"""Writes wrong.zip: cases that must not pass."""
import zipfile
import numpy as np
from onnx import helper, numpy_helper, TensorProto

out = zipfile.ZipFile("wrong.zip", "w", zipfile.ZIP_DEFLATED)


def put(name, data):
    out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), data)


for name, op, wanted in (
    ("value", "Relu", np.array([1, 2.5], np.float32)),
    ("shape", "Relu", np.array([1, 2, 3], np.float32)),
    ("type", "Relu", np.array([1, 2], np.int64)),
    ("unknown", "Relv", np.array([1, 2], np.float32)),
):
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [2])
    graph = helper.make_graph([helper.make_node(op, ["x"], ["y"])], name, [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    put(f"{name}/model.onnx", model.SerializeToString())
    data = numpy_helper.from_array(np.array([1, 2], np.float32), "x")
    put(f"{name}/test_data_set_0/input_0.pb", data.SerializeToString())
    put(f"{name}/test_data_set_0/output_0.pb", numpy_helper.from_array(wanted, "y").SerializeToString())
out.close()
