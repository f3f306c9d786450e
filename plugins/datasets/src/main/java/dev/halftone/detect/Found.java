package dev.halftone.detect;

import dev.halftone.data.Box;

/**
 * What a detector found.
 *
 * @param box in the picture's pixels; it may reach beyond the picture
 * @param score how sure the detector is, 0 to 1
 * @param category its index among the detector's categories
 */
public record Found(Box box, double score, int category) {}
