package dev.halftone.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files in a folder; links are followed.
 *
 * @param root the folder
 */
record FolderStore(Path root) implements Store {

    @Override
    public List<String> below(String folder) throws IOException {
        Path start = root.resolve(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> start.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public byte[] read(String path) throws IOException {
        Path file = root.resolve(path);
        if (Files.size(file) > MOST_BYTES) {
            throw Store.broken(path, "the file is larger than 256 MiB");
        }
        return Files.readAllBytes(file);
    }

    @Override
    public void close() {}
}
