/** The contract kit: what every plugin promises, as tests that any pack can run. */
package dev.halftone.tck;
