/** What metrics implement. */
package dev.halftone.metric;
