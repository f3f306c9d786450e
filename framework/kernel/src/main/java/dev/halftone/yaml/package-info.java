/** Strict YAML 1.2, every value with its place in the file. */
package dev.halftone.yaml;
