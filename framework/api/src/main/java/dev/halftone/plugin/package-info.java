/** Annotations that make a record a plugin. */
package dev.halftone.plugin;
