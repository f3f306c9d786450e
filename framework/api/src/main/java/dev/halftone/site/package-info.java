/** Places where tensors can be quantized. */
package dev.halftone.site;
