/** What models implement. */
package dev.halftone.model;
