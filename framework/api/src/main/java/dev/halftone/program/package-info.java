/** Compiled graphs. */
package dev.halftone.program;
