/**
 * From a graph and a plan to the text of a program: snaps are put in at sites, products with a
 * weight become linear layers, what depends on parameters alone is computed once.
 */
package dev.halftone.compile;
