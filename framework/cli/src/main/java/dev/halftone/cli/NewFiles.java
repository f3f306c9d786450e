package dev.halftone.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files to be written together, none over another. */
final class NewFiles {
    private final Map<Path, String> contents = new LinkedHashMap<>();

    NewFiles add(Path file, String content) {
        contents.put(file, content);
        return this;
    }

    /**
     * Writes all of them.
     *
     * @throws Misuse if one is there already; then none is written
     */
    List<Path> write() {
        for (Path file : contents.keySet()) {
            if (Files.exists(file)) {
                throw new Misuse(
                        "already-there",
                        "'" + file + "' is there already, and nothing is overwritten",
                        "choose another name");
            }
        }
        try {
            for (Map.Entry<Path, String> entry : contents.entrySet()) {
                Files.createDirectories(entry.getKey().toAbsolutePath().getParent());
                Files.writeString(entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArrayList<>(contents.keySet());
    }
}
