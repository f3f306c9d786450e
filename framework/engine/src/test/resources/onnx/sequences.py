"""Makes sequences.zip: cases of the ONNX project's own backend tests for sequences, optional values, Scan of opset 8, MelWeightMatrix and attention in bfloat16;
and networks whose sequences the file decides or only the run, as ONNX Runtime answers.
Made with onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6. Run: python sequences.py"""
import pathlib, re, zipfile
import numpy as np
from backendcases import add_model, add_node_cases
from onnx import TensorProto, helper, numpy_helper

WANTED = re.compile(r"identity_(opt|sequence)|if_seq|loop13_seq|loop16_seq_none|optional_.*|sequence_.*|split_to_sequence_.*|scan_sum|melweightmatrix"
                    r"|attention_(3d_causal|4d_causal_padded_kv)_bf16(_expanded)?")

def tensor(value, name):
    return numpy_helper.from_array(np.asarray(value), name)

def info(name, kind=TensorProto.FLOAT, shape=None):
    return helper.make_tensor_value_info(name, kind, shape)

def sequence(name):
    return helper.make_tensor_sequence_value_info(name, TensorProto.FLOAT, None)

def n(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs.split(" ") if inputs else [], outputs.split(" "), **attributes)

def decided():
    """Everything that the file decides: places, sizes, an optional value."""
    nodes = [
        n("SplitToSequence", "x sizes", "s", axis=1), n("SequenceAt", "s last", "a"), n("SequenceAt", "s first", "b"), n("SequenceLength", "s", "l"),
        n("SplitToSequence", "x two", "t", axis=1), n("ConcatFromSequence", "t", "c", axis=0), n("SplitToSequence", "x", "u", axis=0, keepdims=0),
        n("ConcatFromSequence", "u", "d", axis=1, new_axis=1), n("SequenceConstruct", "a x", "v"), n("SequenceInsert", "v b first", "w"),
        n("SequenceErase", "w last", "e"), n("SequenceAt", "e last", "f"), n("SequenceEmpty", "", "z"), n("SequenceInsert", "z d", "y"), n("Identity", "y", "yy"),
        n("SequenceAt", "yy first", "g"), n("Optional", "g", "o"), n("OptionalHasElement", "o", "h"), n("OptionalGetElement", "o", "i")]
    constants = [tensor(np.array([1, 3], np.int64), "sizes"), tensor(np.int64(-1), "last"), tensor(np.int64(0), "first"), tensor(np.int64(2), "two")]
    return nodes, constants, list("abclcdfghi")

def running():
    """A loop that gathers tensors of growing size; a place, a size and a number of parts that the input decides."""
    body = helper.make_graph(
        [n("Add", "i one", "end"), n("Unsqueeze", "end axis", "ends"), n("Slice", "around zeros ends axis", "part"), n("SequenceInsert", "s part i", "t"),
         n("SequenceLength", "t", "count"), n("Less", "count most", "more")], "body",
        [info("i", TensorProto.INT64, []), info("on", TensorProto.BOOL, []), sequence("s")],
        [info("more", TensorProto.BOOL, []), sequence("t"), info("count", TensorProto.INT64, [])],
        [tensor(np.int64(1), "one"), tensor(np.int64(3), "most"), tensor(np.array([0], np.int64), "zeros"), tensor(np.array([0], np.int64), "axis")])
    nodes = [
        n("Neg", "x", "around"), n("SequenceEmpty", "", "none"), n("Loop", "turns yes none", "all counts", body=body), n("ConcatFromSequence", "all", "a", axis=0),
        n("ReduceMax", "x", "m", keepdims=0), n("Cast", "m", "at", to=TensorProto.INT64), n("SequenceAt", "all at", "b"), n("SequenceErase", "all at", "less"),
        n("SequenceLength", "less", "c"), n("SplitToSequence", "x at", "halves", axis=1), n("SequenceLength", "halves", "d"), n("ConcatFromSequence", "halves", "e", axis=-1),
        n("Relu", "x", "xr"), n("Unsqueeze", "at zeros", "at1"), n("Sub", "seven at1", "rest"), n("Concat", "at1 rest one1", "sizes", axis=0), n("Concat", "x xr", "wide", axis=1),
        n("SplitToSequence", "wide sizes", "parts", axis=1), n("SequenceAt", "parts at", "f")]
    constants = [tensor(np.int64(5), "turns"), tensor(np.array(True), "yes"), tensor(np.array([0], np.int64), "zeros"), tensor(np.array([7], np.int64), "seven"),
                 tensor(np.array([1], np.int64), "one1")]
    return nodes, constants, ["a", "counts", "b", "c", "d", "e", "f"]

def branches():
    """Branches that give sequences of different lengths."""
    then = helper.make_graph([n("SequenceConstruct", "x around", "p")], "then", [], [sequence("p")])
    other = helper.make_graph([n("SequenceConstruct", "around", "q")], "else", [], [sequence("q")])
    return [n("Neg", "x", "around"), n("ReduceSum", "x", "m", keepdims=0), n("Greater", "m five", "big"), n("If", "big", "s", then_branch=then, else_branch=other),
            n("ConcatFromSequence", "s", "y", axis=0), n("SequenceLength", "s", "l")], [tensor(np.float32(5), "five")], ["y", "l"]

INTEGERS = {("decided", "l"), ("running", "counts"), ("running", "c"), ("running", "d"), ("branches", "l")}

if __name__ == "__main__":
    with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z:
        add_node_cases(z, WANTED)
        x = np.array([[0, -2, 1, 0.5], [1, 1, -1, 0.25]], np.float32)
        for name, make, values in (("decided", decided, [x]), ("running", running, [x, x + 1]), ("branches", branches, [x, x + 1])):
            nodes, constants, outputs = make()
            infos = [info(o, TensorProto.BOOL if (name, o) == ("decided", "h") else TensorProto.INT64 if (name, o) in INTEGERS else TensorProto.FLOAT) for o in outputs]
            graph = helper.make_graph(nodes, name, [info("x", shape=[2, 4])], infos, constants)
            add_model(z, name, graph, 18, values)
