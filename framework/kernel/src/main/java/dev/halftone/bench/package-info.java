/** How fast a network runs in each mode. */
package dev.halftone.bench;
