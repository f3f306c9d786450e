package dev.halftone.onnx;

import java.util.List;

/** One backend test as it is stored: a model, and what it makes of some inputs. */
record TestCase(String name, byte[] model, List<Data> data, Tolerance tolerance) {

    /** Tensors as messages, in the order of the model's inputs and outputs. */
    record Data(List<byte[]> inputs, List<byte[]> outputs) {}
}
