package dev.halftone.cli;

import dev.halftone.catalog.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a new plugin belongs.
 *
 * @param module folder with {@code src/main/java}
 * @param packageName of the plugins there
 */
record Place(Path module, String packageName) {
    private static final Path SOURCES = Path.of("src", "main", "java");

    /**
     * In the pack, or in the source tree, that a folder lies in.
     *
     * @throws Misuse if it lies in neither
     */
    static Place around(Path folder, Kind kind) {
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("framework/api"))) {
                return in(at.resolve("plugins").resolve(module(kind)), kind);
            }
            if (Files.isRegularFile(at.resolve("pom.xml"))
                    && Files.isDirectory(at.resolve(SOURCES))) {
                return in(at, kind);
            }
        }
        throw new Misuse(
                "no-pack-here",
                "'" + folder + "' lies in no pack",
                "'halftone new pack NAME' makes one; go there first, or name it with --in");
    }

    private static String module(Kind kind) {
        return kind == Kind.OBSERVER ? "quantizers" : kind.word() + "s";
    }

    /** Beside plugins of the same kind, else beside any other class. */
    private static Place in(Path module, Kind kind) {
        List<Path> files = javaFiles(module.resolve(SOURCES));
        String mark = "@" + kind.annotation().getSimpleName() + "(";
        Path beside =
                files.stream()
                        .filter(file -> read(file).contains(mark))
                        .findFirst()
                        .or(() -> files.stream().findFirst())
                        .orElseThrow(() -> empty(module));
        Optional<String> declared =
                read(beside)
                        .lines()
                        .filter(line -> line.startsWith("package "))
                        .map(line -> line.replaceAll("package\\s+|;.*", ""))
                        .findFirst();
        return new Place(module, declared.orElseThrow(() -> empty(module)));
    }

    private static Misuse empty(Path module) {
        return new Misuse(
                "no-pack-here",
                "'" + module + "' holds no class to stand beside",
                "'halftone new pack NAME' makes a pack");
    }

    Path source(String className) {
        return file(SOURCES, className);
    }

    Path test(String className) {
        return file(Path.of("src", "test", "java"), className);
    }

    /** Whether some test holds the plugins against the contract. */
    boolean hasContractTest() {
        return javaFiles(module.resolve("src/test/java")).stream()
                .anyMatch(file -> read(file).contains("PackContract"));
    }

    private Path file(Path root, String className) {
        return module.resolve(root)
                .resolve(packageName.replace('.', '/'))
                .resolve(className + ".java");
    }

    private static List<Path> javaFiles(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
