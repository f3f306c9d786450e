package dev.halftone.training;

/**
 * How to train.
 *
 * @param epochs passes over the data
 * @param batch pictures per step
 * @param optimizer what a gradient does
 * @param rate highest learning rate
 * @param weightDecay pull of the weights of products and convolutions to zero
 * @param schedule course of the learning rate
 * @param warmUp share of all steps in which it rises
 * @param clip largest norm of a gradient; 0 for any
 * @param labelSmoothing share of the certainty spread over all classes
 * @param augment how pictures are varied
 * @param distillation weight of the distance from what the float network answers; 0 without
 * @param temperature by which logits are divided for that
 * @param holdOut share of the examples not trained on, which choose the best epoch; 0 without
 */
public record Training(
        int epochs,
        int batch,
        Optimizer optimizer,
        double rate,
        double weightDecay,
        Schedule schedule,
        double warmUp,
        double clip,
        double labelSmoothing,
        Augment augment,
        double distillation,
        double temperature,
        double holdOut) {}
