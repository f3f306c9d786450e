/** Observers that ship with Halftone: how a range is estimated from the values seen. */
package dev.halftone.observer;
