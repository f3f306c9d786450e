/** The float and the quantized answer to one picture, side by side. */
package dev.halftone.predict;
