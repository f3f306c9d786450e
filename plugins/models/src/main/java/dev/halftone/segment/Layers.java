package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.ArrayList;
import java.util.List;

/** Layers that both Segment Anything and its image encoders are made of, under PyTorch's names. */
final class Layers {
    private Layers() {}

    /**
     * A square convolution; pads so that a stride of 1 keeps the size, unless it is a patch's.
     *
     * @param in channels read
     * @param out channels made
     * @param kernel side
     * @param stride step; a step of the kernel's side cuts the picture into patches
     * @param groups of channels that do not see each other
     * @param bias whether it has one
     */
    record Conv(long in, long out, long kernel, long stride, long groups, boolean bias) {

        /** A patch's, or one with padding, that sees all channels. */
        static Conv of(long in, long out, long kernel, long stride) {
            return new Conv(in, out, kernel, stride, 1, true);
        }

        Conv withoutBias() {
            return new Conv(in, out, kernel, stride, groups, false);
        }

        private long pad() {
            return stride == kernel ? 0 : kernel / 2;
        }

        /** Its parameters, at the module that the builder stands at. */
        List<Value> declare(GraphBuilder g) {
            List<Value> parameters = new ArrayList<>();
            parameters.add(g.parameter("weight", out, in / groups, kernel, kernel));
            if (bias) {
                parameters.add(g.parameter("bias", out));
            }
            return parameters;
        }

        /** At the module that the builder stands at. */
        Value write(GraphBuilder g, Value x) {
            List<Value> inputs = new ArrayList<>(List.of(x));
            inputs.addAll(declare(g));
            Attributes attributes =
                    Attributes.of("kernel_shape", new long[] {kernel, kernel})
                            .with("strides", new long[] {stride, stride})
                            .with("pads", new long[] {pad(), pad(), pad(), pad()})
                            .with("group", groups);
            return g.apply("Conv", inputs, attributes);
        }
    }

    /** A transposed convolution of kernel and stride 2: twice the side. */
    static Value enlarge(GraphBuilder g, Value x, long in, long out) {
        Value weight = g.parameter("weight", in, out, 2, 2);
        Attributes attributes =
                Attributes.of("kernel_shape", new long[] {2, 2}).with("strides", new long[] {2, 2});
        return g.apply("ConvTranspose", List.of(x, weight, g.parameter("bias", out)), attributes);
    }

    /** LayerNorm2d: normalization over the channels of NCHW, at each place by itself. */
    static Value norm(GraphBuilder g, Value x, String name, long channels) {
        GraphBuilder at = g.at(name);
        Value last = at.transpose(x, 0, 2, 3, 1);
        return at.transpose(g.layerNorm(last, name, channels, 1e-6), 0, 3, 1, 2);
    }

    /** NCHW as rows of channels: (N, H·W, C). */
    static Value rows(GraphBuilder g, Value x) {
        return g.transpose(g.reshape(x, 0, 0, -1), 0, 2, 1);
    }

    /** Rows of channels as a square NCHW. */
    static Value square(GraphBuilder g, Value rows, long side) {
        return g.reshape(g.transpose(rows, 0, 2, 1), 0, 0, side, side);
    }

    /** Real numbers written into the graph, as a vector. */
    static Value floats(GraphBuilder g, double... values) {
        return g.apply("Constant", List.of(), Attributes.of("value_floats", values));
    }

    /** One more dimension of size 1. */
    static Value unsqueeze(GraphBuilder g, Value x, long axis) {
        return g.apply("Unsqueeze", x, g.integers(axis));
    }

    /** Elements from one index to before another, along one axis. */
    static Value slice(GraphBuilder g, Value x, long axis, long from, long to) {
        return g.apply("Slice", x, g.integers(from), g.integers(to), g.integers(axis));
    }

    /** Any operator with one attribute. */
    static Value apply(GraphBuilder g, String op, String key, Object value, Value... inputs) {
        return g.apply(op, List.of(inputs), Attributes.of(key, value));
    }
}
