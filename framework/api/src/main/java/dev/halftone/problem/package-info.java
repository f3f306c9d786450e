/** What is told to the user. */
package dev.halftone.problem;
