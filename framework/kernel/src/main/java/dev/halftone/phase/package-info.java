/** The five phases of a run. */
package dev.halftone.phase;
