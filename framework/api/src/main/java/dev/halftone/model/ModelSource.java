package dev.halftone.model;

/** Brings a network: its graph, its weights and how pictures are prepared for it. */
@FunctionalInterface
public interface ModelSource {

    /**
     * @param checkpoints opens files of weights; missing and broken ones are problems
     */
    Network network(Checkpoints checkpoints);
}
