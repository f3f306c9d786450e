/** Gathers the values seen at sites when somebody asks for them. */
package dev.halftone.distribution;
