/** Reads experiment files. */
package dev.halftone.experiment;
