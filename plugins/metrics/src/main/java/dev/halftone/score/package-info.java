/** The built-in metrics. */
package dev.halftone.score;
