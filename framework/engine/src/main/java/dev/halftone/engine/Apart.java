package dev.halftone.engine;

/**
 * How far two programs are apart at a site.
 *
 * @param steps the largest difference of two values there, in steps of the site's grid
 * @param codes the share of the values that are apart, 0 to 1
 */
public record Apart(double steps, double codes) {}
