/** The command line: one small class per command. */
package dev.halftone.cli;
