/** What datasets implement. */
package dev.halftone.data;
