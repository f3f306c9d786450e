"""Makes rarer.zip: cases of the ONNX project's own backend tests for losses, boxes, pieces of pictures, bits, linear attention and graphs within
nodes (some of each); and If, Loop and Scan that read what is around them, as ONNX Runtime answers.
Made with onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6. Run: python rarer.py"""
import pathlib, re, zipfile
import numpy as np
from backendcases import add_model, add_node_cases
from onnx import TensorProto, helper, numpy_helper

WANTED = re.compile(r"nllloss_(NCd1_mean_weight_negative_ii|NCd1d2_(with_weight_reduction_(mean|sum_ii)|no_weight_reduction_mean_ii)|NC)"
                    r"|sce_(mean_weight_ii_3d_log_prob|NCd1d2d3_sum_weight_high_ii|none|sum)|nonmaxsuppression_(center_point_box_format|flipped_coordinates"
                    r"|identical_boxes|iou_threshold_boundary|two_batches)|roialign_.*|(basic_)?deform_conv_.*|col2im_(5d|dilations|pads)|maxunpool_.*"
                    r"|bitcast_(2d_float32_to_int32|bool_to_uint8|int64_to_float64|uint16_to_int16|uint32_to_int32)|tensorscatter(_circular|_3d)?|swiglu_alpha"
                    r"|unique_(length_1|not_sorted_without_axis|sorted_with_(axis_3d|negative_axis))|dft_(irfft|axis_opset19|rfft)|stft_with_window"
                    r"|linear_attention_(gated_delta_gqa|gated_per_head_decay|delta|linear_t1_no_past|prefill_with_past)|linear_attention_gated_delta_gqa_expanded"
                    r"|causal_conv_with_state_(silu_with_past_state|with_bias|kernel_size_one|short_input_no_past_state)"
                    r"|if|loop11|scan9_(multi_state|scalar|sum)|range_(int32_type_negative|float_type_positive)_delta_expanded|affine_grid_2d_expanded")

def tensor(value, name):
    return numpy_helper.from_array(np.asarray(value), name)

def info(name, kind=TensorProto.FLOAT, shape=None):
    return helper.make_tensor_value_info(name, kind, shape)

def n(op, inputs, outputs, **attributes):
    return helper.make_node(op, inputs.split(" "), outputs.split(" "), **attributes)

def loop():
    """Twice nested: the inner loop's states change places, it reads values of both graphs around it, and the outer one ends by its condition."""
    inner = helper.make_graph(
        [n("Add", "p around", "s"), n("Mul", "s x", "t"), n("Identity", "go", "again")], "inner",
        [info("j", TensorProto.INT64, []), info("go", TensorProto.BOOL, []), info("p"), info("q")],
        [info("again", TensorProto.BOOL, []), info("q"), info("t"), info("s")])
    outer = helper.make_graph(
        [n("Cast", "i", "r", to=1), n("Add", "a r", "around"), n("Loop", "two true a b", "c d e", body=inner), n("ReduceSum", "d", "sum", keepdims=0),
         n("Less", "sum limit", "more")], "outer",
        [info("i", TensorProto.INT64, []), info("on", TensorProto.BOOL, []), info("a"), info("b")],
        [info("more", TensorProto.BOOL, []), info("c"), info("d"), info("e"), info("sum")],
        [tensor(np.int64(3), "two"), tensor(np.array(True), "true"), tensor(np.float32(900), "limit")])
    return [n("Loop", " yes x x", "y z u v", body=outer)], [tensor(np.array(True), "yes")], list("yzuv")

def nothing():
    """A loop that takes no turn gives its states as they were."""
    body = helper.make_graph(
        [n("Neg", "a", "b"), n("Identity", "on", "more")], "body", [info("i", TensorProto.INT64, []), info("on", TensorProto.BOOL, []), info("a")],
        [info("more", TensorProto.BOOL, []), info("b")])
    return [n("Loop", "none yes x", "z", body=body), n("Relu", "z", "y"), n("Add", "z x", "u")], [tensor(np.int64(0), "none"), tensor(np.array(True), "yes")], ["y", "u"]

def scan():
    """Backwards over columns, with outputs along another axis in both orders."""
    body = helper.make_graph(
        [n("Add", "s a", "t"), n("Mul", "t w", "o"), n("Sub", "a b", "p")], "body", [info("s"), info("a"), info("b")], [info("t"), info("o"), info("p")])
    around = [n("Transpose", "x", "xt", perm=[1, 0]), n("ReduceSum", "x", "w", keepdims=0)]
    return around + [n("Scan", "s x xt", "y u v", body=body, num_scan_inputs=2, scan_input_axes=[1, -2], scan_input_directions=[1, 0], scan_output_axes=[1, -1],
                       scan_output_directions=[1, 0])], [tensor(np.zeros(2, np.float32), "s")], list("yuv")

def choice():
    """A condition that the input decides; the branches read codes' values of the graph around them."""
    then = helper.make_graph([n("Mul", "d m", "a"), n("Identity", "m", "k")], "then", [], [info("a"), info("k")])
    other = helper.make_graph([n("Neg", "x", "a"), n("Identity", "m", "k")], "else", [], [info("k"), info("a")])
    codes = [n("QuantizeLinear", "x scale zero", "q"), n("DequantizeLinear", "q scale zero", "d"), n("ReduceMax", "d", "m", keepdims=0)]
    return codes + [n("Greater", "m five", "big"), n("If", "big", "y u", then_branch=then, else_branch=other)], [
        tensor(np.float32(5), "five"), tensor(np.float32(0.375), "scale"), tensor(np.uint8(3), "zero")], ["y", "u"]

with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z:
    add_node_cases(z, WANTED)
    x = np.arange(1, 5, dtype=np.float32).reshape(2, 2)
    for name, make, values in (("loops", loop, [x]), ("no_turn", nothing, [x - 3]), ("scan", scan, [x]), ("choice", choice, [x, 2 * x])):
        nodes, constants, outputs = make()
        graph = helper.make_graph(nodes, name, [info("x", shape=[2, 2])], [info(o) for o in outputs], constants)
        add_model(z, name, graph, 17, values)
