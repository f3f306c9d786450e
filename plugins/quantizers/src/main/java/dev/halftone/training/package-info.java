/** What the loop of the {@code train} step is made of. */
package dev.halftone.training;
