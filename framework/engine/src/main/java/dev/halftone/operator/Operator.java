package dev.halftone.operator;

/** Says in TorchScript what an operator computes, for one node at a time. */
@FunctionalInterface
public interface Operator {

    /** Writes the lines that make the node's outputs. */
    void emit(Emission e);
}
