/** The built-in datasets. */
package dev.halftone.dataset;
