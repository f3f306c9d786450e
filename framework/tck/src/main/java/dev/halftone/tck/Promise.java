package dev.halftone.tck;

import org.junit.jupiter.api.function.Executable;

/**
 * One thing that a plugin of some kind promises.
 *
 * @param name a sentence about the plugin
 * @param check throws where it is broken
 */
record Promise(String name, Executable check) {}
