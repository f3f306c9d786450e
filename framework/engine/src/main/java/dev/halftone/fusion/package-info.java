/** Operators that exporters wrote as several: found and made one again. */
package dev.halftone.fusion;
