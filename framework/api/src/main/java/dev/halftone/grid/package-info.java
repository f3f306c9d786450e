/** The values that quantized tensors may take. */
package dev.halftone.grid;
