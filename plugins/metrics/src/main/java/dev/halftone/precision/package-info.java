/** Average precision and recall of what was found, as the COCO and LVIS benchmarks count them. */
package dev.halftone.precision;
