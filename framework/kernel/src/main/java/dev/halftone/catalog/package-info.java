/** What plugins there are. */
package dev.halftone.catalog;
