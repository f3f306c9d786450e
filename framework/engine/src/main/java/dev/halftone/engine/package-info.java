/** Compiles graphs and plans into programs and runs them. */
package dev.halftone.engine;
