/** Files of the COCO and LVIS benchmarks: what is in pictures, and what was found in them. */
package dev.halftone.coco;
