/** Reads and writes files of weights. */
package dev.halftone.checkpoint;
