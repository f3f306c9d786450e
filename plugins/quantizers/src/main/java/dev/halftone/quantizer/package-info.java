/** Quantizers that ship with Halftone. */
package dev.halftone.quantizer;
