package dev.halftone.phase;

import dev.halftone.engine.Engine;

/** Starts the engine of a run. */
@FunctionalInterface
public interface EngineStarter {

    /**
     * @param device {@code cpu}, {@code gpu:N} or {@code auto}
     */
    Engine start(String device);
}
