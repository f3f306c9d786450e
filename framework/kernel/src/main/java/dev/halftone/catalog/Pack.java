package dev.halftone.catalog;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A jar or folder of jars that plugins come from.
 *
 * @param name file name without the ending; {@code halftone} for what ships with the product
 * @param path where it lies; none for what is on the class path
 * @param sha256 of its jars, in hexadecimal
 */
public record Pack(String name, Optional<Path> path, String sha256) {}
