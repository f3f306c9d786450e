/** Problems, gathered and written out for people. */
package dev.halftone.tell;
