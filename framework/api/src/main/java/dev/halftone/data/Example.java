package dev.halftone.data;

/**
 * One picture with what is known of it.
 *
 * @param name unique in the dataset, stable: the file's name
 * @param picture as stored
 * @param target what is true of it
 */
public record Example(String name, Picture picture, Target target) {}
