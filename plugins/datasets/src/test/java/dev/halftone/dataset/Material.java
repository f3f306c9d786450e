package dev.halftone.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the real weights and images, which are not part of the product. */
public final class Material {

    private Material() {}

    /** A folder of it; the test is skipped, saying so, where it is absent. */
    public static Path folder(String name) {
        String set = System.getenv("HALFTONE_MATERIAL");
        Path root = Path.of(System.getProperty("halftone.root", "."));
        Path material = set == null ? root.resolve("../shared/material") : Path.of(set);
        Path folder = material.resolve(name).toAbsolutePath().normalize();
        Assumptions.assumeTrue(
                Files.isDirectory(folder), "skipped: there is no material in " + folder);
        return folder;
    }
}
