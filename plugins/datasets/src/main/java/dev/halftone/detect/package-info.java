/** Finds things in pictures with a detector, to ask about them. */
package dev.halftone.detect;
