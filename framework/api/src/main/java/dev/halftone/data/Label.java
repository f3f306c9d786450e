package dev.halftone.data;

/**
 * The class of a picture.
 *
 * @param index position among the model's outputs
 */
public record Label(int index) implements Target {}
