package dev.halftone.predict;

import java.nio.file.Path;
import java.util.List;

/**
 * What two networks answered to one picture.
 *
 * @param directory with {@code outputs.safetensors} and {@code picture.png}
 * @param header names of the columns
 * @param rows for the user: one per prompt, or one per class
 */
public record Prediction(Path directory, List<String> header, List<List<String>> rows) {}
