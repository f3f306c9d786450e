package dev.halftone.training;

import ai.djl.ndarray.NDArray;

/**
 * How a gradient moves the values. Works on flat vectors, so that a step costs a dozen operations
 * however many parameters there are. What it allocates belongs to the managers of the state.
 */
public enum Optimizer {
    /** Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019), β = 0.9 and 0.999. */
    ADAM_W {
        @Override
        void apply(State state, NDArray gradient, double rate, double decay, long step) {
            state.first().muli(0.9).addi(gradient.mul(0.1));
            state.second().muli(0.999).addi(gradient.square().muli(0.001));
            NDArray root = state.second().div(1 - Math.pow(0.999, step + 1)).sqrt().addi(1e-8);
            NDArray move = state.first().div(1 - Math.pow(0.9, step + 1)).divi(root);
            state.move(move.addi(state.decaying().muli(decay)), rate);
        }
    },
    /** Stochastic gradient descent with momentum 0.9 and weight decay. */
    SGD {
        @Override
        void apply(State state, NDArray gradient, double rate, double decay, long step) {
            state.first().muli(0.9).addi(gradient).addi(state.decaying().muli(decay));
            state.move(state.first().duplicate(), rate);
        }
    };

    /**
     * Takes one step in place.
     *
     * @param gradient of the loss with respect to the values
     * @param rate learning rate
     * @param decay weight decay
     * @param step from 0
     */
    abstract void apply(State state, NDArray gradient, double rate, double decay, long step);
}
