/** Turns pictures into a network's inputs. */
package dev.halftone.picture;
