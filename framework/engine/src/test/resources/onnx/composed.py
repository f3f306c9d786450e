"""Makes composed.zip: cases of the ONNX project's own backend tests for operators that are made of others (Attention, RotaryEmbedding) or
run step by step (LSTM, GRU, RNN); of Attention some. And If with a condition that is known, as ONNX Runtime answers.
Made with onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4.6. Run: python composed.py"""
import pathlib, re, zipfile
import numpy as np, onnx, onnxruntime
from backendcases import add, add_node_cases, message
from onnx import TensorProto, helper, numpy_helper

WANTED = re.compile(r"attention_(3d(_gqa_attn_mask|_with_past_and_present_qk_matmul_(softmax|bias))?|4d_(scaled|with_qk_matmul_softcap|softcap_neginf_mask"
                    r"|attn_mask_(bool_4d|3d_causal)|causal_nonpad_(attn_mask_composition|negative_offset_structural_empty)|gqa_causal_nonpad_decode"
                    r"|diff_heads_mask4d_padded_kv)|23_boolmask_fullymasked_row_nan_robustness|24_fullymasked_qk_matmul_output_mode3_zero"
                    r"|bidirectional_window|local_window_(with_past|ext_cache_rank2_mask))"
                    r"|rotary_embedding(?!.*_expanded).*|(lstm|gru|rnn|simple_rnn)_.*")

def branches(truth):
    """One If inside the other; the inner reads values of all graphs around it."""
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 3])
    give = lambda op: helper.make_graph([helper.make_node(op, ["a", "x"], ["r"])], op, [], [value("r")])
    within = helper.make_graph(
        [helper.make_node("Mul", ["x", "two"], ["a"]), helper.make_node("If", ["no"], ["b"], then_branch=give("Add"), else_branch=give("Sub"))],
        "then", [], [value("b"), value("a")], [numpy_helper.from_array(np.float32(2), "two"), numpy_helper.from_array(np.array(False), "no")])
    other = helper.make_graph(
        [helper.make_node("Neg", ["x"], ["a"])], "else", [], [value("a"), value("x2")], [numpy_helper.from_array(np.ones((2, 3), np.float32), "x2")])
    nodes = [helper.make_node("If", ["yes"], ["p", "q"], then_branch=within, else_branch=other), helper.make_node("Div", ["p", "q"], ["y"])]
    graph = helper.make_graph(nodes, "if", [value("x")], [value("y")], [numpy_helper.from_array(np.array(truth), "yes")])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)

with zipfile.ZipFile(pathlib.Path(__file__).with_suffix(".zip"), "w") as z:
    add_node_cases(z, WANTED)
    for truth in (True, False):
        name, model = f"if_{truth}".lower(), branches(truth).SerializeToString()
        x = np.arange(1, 7, dtype=np.float32).reshape(2, 3)
        y, = onnxruntime.InferenceSession(model).run(None, {"x": x})
        for file, content in (("model.onnx", model), ("test_data_set_0/input_0.pb", message(x, "x")), ("test_data_set_0/output_0.pb", message(y, "y"))):
            add(z, f"{name}/{file}", content)
