/** Searches that several methods share. */
package dev.halftone.search;
