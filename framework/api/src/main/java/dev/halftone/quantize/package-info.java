/** What quantizers and observers implement. */
package dev.halftone.quantize;
