package dev.halftone.problem;

/**
 * Where in a file a problem is.
 *
 * @param file the file as the user named it
 * @param line 1-based
 * @param column 1-based
 * @param length characters to underline, at least 1
 * @param text the line itself, to be shown
 */
public record Spot(String file, int line, int column, int length, String text) {}
