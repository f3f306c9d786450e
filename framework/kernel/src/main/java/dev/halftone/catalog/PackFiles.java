package dev.halftone.catalog;

import dev.halftone.problem.Problem;
import dev.halftone.tell.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a pack is made of.
 *
 * @param name file name without the ending
 * @param path as given
 * @param parts its jars, or one folder of classes
 */
record PackFiles(String name, Optional<Path> path, List<Path> parts) {

    /**
     * A jar is a pack, and so is a folder of jars or of classes. In a folder called {@code packs}
     * every jar and every folder is a pack of its own.
     */
    static List<PackFiles> at(Path path, Findings findings) {
        if (!Files.exists(path)) {
            findings.add(
                    Problem.of("no-such-pack", "there is no pack at '" + path + "'")
                            .hint("a pack is a jar, or a folder of jars"));
            return List.of();
        }
        try {
            return isPacksFolder(path) ? each(path, findings) : one(path, findings);
        } catch (IOException | UncheckedIOException e) {
            findings.add(unreadable(path, "it cannot be read"));
            return List.of();
        }
    }

    private static boolean isPacksFolder(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return Files.isDirectory(path) && name != null && name.toString().equals("packs");
    }

    private static List<PackFiles> each(Path folder, Findings findings) throws IOException {
        List<PackFiles> packs = new ArrayList<>();
        for (Path entry : entries(folder)) {
            if (Files.isDirectory(entry) || isJar(entry)) {
                packs.addAll(one(entry, findings));
            }
        }
        return packs;
    }

    private static List<PackFiles> one(Path path, Findings findings) throws IOException {
        if (Files.isDirectory(path)) {
            List<Path> jars = entries(path).stream().filter(PackFiles::isJar).toList();
            List<Path> parts = jars.isEmpty() && hasClasses(path) ? List.of(path) : jars;
            if (parts.isEmpty()) {
                findings.add(
                        unreadable(path, "the folder holds no jar").hint("build the pack first"));
                return List.of();
            }
            return checked(path, parts, findings);
        }
        return checked(path, List.of(path), findings);
    }

    private static List<PackFiles> checked(Path path, List<Path> parts, Findings findings) {
        int before = findings.count();
        for (Path part : parts) {
            if (!Files.isDirectory(part)) {
                open(part).ifPresent(why -> findings.add(unreadable(part, why)));
            }
        }
        return findings.count() == before
                ? List.of(new PackFiles(name(path), Optional.of(path), parts))
                : List.of();
    }

    private static Optional<String> open(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.size() == 0 ? Optional.of("it is empty") : Optional.empty();
        } catch (ZipException e) {
            return Optional.of("it is not a jar, or a damaged one");
        } catch (IOException e) {
            return Optional.of("it cannot be read");
        }
    }

    private static Problem unreadable(Path path, String why) {
        return Problem.of("unreadable-pack", "pack '" + path + "' cannot be used: " + why);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static boolean hasClasses(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.anyMatch(file -> file.toString().endsWith(".class"));
        }
    }

    private static boolean isJar(Path path) {
        return Files.isRegularFile(path) && path.toString().endsWith(".jar");
    }

    private static String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return last == null ? "pack" : last.toString().replaceAll("\\.jar$", "");
    }
}
