package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Node;
import java.util.Optional;

/** How If, Loop and Scan call the graphs within them. */
final class Flows {
    /** Attribute: inputs that the operator has in ONNX. */
    static final String OPERANDS = "operands";

    /** Attribute of Scan: dimensions of each output of its graph, -1 where they are not known. */
    static final String RANKS = "ranks";

    private Flows() {}

    /** Inputs that the operator has; those behind them are what its graphs read around them. */
    static int operands(Node node) {
        return (int) node.attributes().integer(OPERANDS, node.inputs().size());
    }

    /** Inputs that a graph within is called with; those behind them are read around it. */
    static int formal(Node node) {
        return node.op().equals("If") ? 0 : operands(node);
    }

    /** Where what a graph within gives to the node begins: a Loop's says first if it goes on. */
    static int first(String op) {
        return op.equals("Loop") ? 1 : 0;
    }

    /** Whether an attribute is told here and in no file. */
    static boolean isOwn(String attribute) {
        return attribute.equals(OPERANDS) || attribute.equals(RANKS);
    }

    /** How many dimensions an output of the graph within has, if that is known. */
    static Optional<Long> rank(Node node, int output) {
        return node.attributes()
                .integers(RANKS)
                .filter(ranks -> output < ranks.size() && ranks.get(output) >= 0)
                .map(ranks -> ranks.get(output));
    }

    /** The type of an input that the operator makes itself: how often, and whether it goes on. */
    static Optional<DataType> given(Node node, int input) {
        if (!node.op().equals("Loop") || input > 1) {
            return Optional.empty();
        }
        return Optional.of(input == 0 ? DataType.INT64 : DataType.BOOLEAN);
    }
}
