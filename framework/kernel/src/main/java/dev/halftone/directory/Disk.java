package dev.halftone.directory;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Unwritable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The file system, all or nothing, with its failures as problems. */
public final class Disk {

    private Disk() {}

    /** Something that touches files. */
    @FunctionalInterface
    public interface Writing {
        void to(Path file) throws IOException;
    }

    /** Writes a file so that it is either whole or not there. */
    public static void whole(Path file, Writing writing) {
        Path half = file.resolveSibling(file.getFileName() + ".half");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writing.to(half);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw Unwritable.problem(file, e);
        }
    }

    /** Writes a text file so that it is either whole or not there. */
    public static void text(Path file, String text) {
        whole(file, half -> Files.writeString(half, text, StandardCharsets.UTF_8));
    }

    /** Makes a folder, and those it lies in. */
    public static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Unwritable.problem(folder, e);
        }
    }

    /** A new folder that is deleted when it is no longer needed. */
    public static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of("cannot-write", "there is no room for temporary files"), e);
        }
    }

    /** Deletes a folder and all in it; nothing where it is not there. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw Unwritable.problem(folder, e);
        }
    }
}
