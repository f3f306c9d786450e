package dev.halftone.data;

import java.util.Optional;

/**
 * One thing in a picture.
 *
 * @param id unique in the dataset, above zero
 * @param category what it is, as the dataset numbers it
 * @param area as annotated, in pixels; not always that of the mask
 * @param crowd whether it stands for several things of one kind
 * @param ignored whether it is annotated to be left out of scores
 * @param box around it
 * @param mask its pixels, if they are annotated
 */
public record Instance(
        long id,
        long category,
        double area,
        boolean crowd,
        boolean ignored,
        Box box,
        Optional<Mask> mask) {}
