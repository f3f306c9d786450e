/** What quantization decides. */
package dev.halftone.plan;
