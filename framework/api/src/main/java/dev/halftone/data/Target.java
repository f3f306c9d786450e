package dev.halftone.data;

/** What is known to be true of an example: a {@link Label}, {@link Instances}. Open to packs. */
public interface Target {}
