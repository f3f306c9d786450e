package dev.halftone.plugin;

/**
 * The experiment's seed. A plugin record with a component of this type is given it.
 *
 * @param value the number in the experiment file
 */
public record Seed(long value) {}
