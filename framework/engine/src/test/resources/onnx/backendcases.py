"""How rarer.py, composed.py, narrow.py and sequences.py write cases into a zip: as the ONNX project lays out its backend tests, the same bytes every time."""
import zipfile

import numpy as np
import onnx.backend.test.case.node as node
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def message(value, name, kind=None):
    """A tensor, or the sequence or optional value that a type says."""
    if kind is not None and kind.HasField("optional_type"):
        return numpy_helper.from_optional(value, name).SerializeToString()
    if kind is not None and kind.HasField("sequence_type"):
        return numpy_helper.from_list(value, name).SerializeToString()
    return (value if isinstance(value, TensorProto) else numpy_helper.from_array(np.asarray(value), name)).SerializeToString()


def add(z, name, content):
    z.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def add_node_cases(z, wanted):
    """Those of the ONNX project whose names, without 'test_', match as a whole."""
    for case in sorted(node.collect_testcases(None), key=lambda c: c.name):
        if wanted.fullmatch(case.name.removeprefix("test_")):
            add(z, case.name + "/model.onnx", case.model.SerializeToString())
            for i, (inputs, outputs) in enumerate(case.data_sets):
                for kind, values, infos in (("input", inputs, case.model.graph.input), ("output", outputs, case.model.graph.output)):
                    for j, (value, info) in enumerate(zip(values, infos)):
                        add(z, f"{case.name}/test_data_set_{i}/{kind}_{j}.pb", message(value, info.name, info.type))


def add_model(z, name, graph, opset, inputs):
    """A model that takes 'x', and what ONNX Runtime makes of each input."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8).SerializeToString()
    session = onnxruntime.InferenceSession(model)
    outputs = [o.name for o in graph.output]
    add(z, f"{name}/model.onnx", model)
    for i, value in enumerate(inputs):
        add(z, f"{name}/test_data_set_{i}/input_0.pb", message(value, "x"))
        for j, (output, answer) in enumerate(zip(outputs, session.run(outputs, {"x": value}))):
            add(z, f"{name}/test_data_set_{i}/output_{j}.pb", message(answer, output))
