package dev.halftone.data;

import java.util.Optional;

/**
 * Something that a model found in a picture.
 *
 * @param image the dataset's number for the picture
 * @param category what it is, as the dataset numbers it
 * @param score how sure the model is
 * @param area pixels: of the mask, or of the box where there is no mask
 * @param box around it
 * @param mask its pixels, if they were asked for
 */
public record Detection(
        long image, long category, double score, double area, Box box, Optional<Mask> mask) {}
