/**
 * From a graph whose grids are in it to one whose products are made of whole numbers: uint8 codes
 * of activations, int8 codes of weights, 32-bit sums.
 */
package dev.halftone.integer;
