package dev.halftone.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where packs come from: the options {@code --pack}, and the folders called {@code packs}. */
final class Packs {
    private static final String FOLDER = "packs";

    private Packs() {}

    /**
     * What was named first, then the folders that exist.
     *
     * @throws Misuse if a named one is not there
     */
    static List<Path> of(List<String> named) {
        List<Path> packs = new ArrayList<>();
        for (String name : named) {
            Path path = Path.of(name);
            if (!Files.exists(path)) {
                throw new Misuse(
                        "no-such-pack",
                        "there is no pack at '" + name + "'",
                        "a pack is a jar, or a folder of jars");
            }
            packs.add(path);
        }
        folders().stream().filter(Files::isDirectory).forEach(packs::add);
        return packs;
    }

    /** In the working folder, and beside the launcher. */
    static List<Path> folders() {
        List<Path> folders = new ArrayList<>(List.of(Path.of(FOLDER).toAbsolutePath()));
        String home = System.getProperty("halftone.home", "");
        if (!home.isEmpty()) {
            folders.add(Path.of(home, FOLDER));
        }
        return folders.stream().map(Path::normalize).distinct().toList();
    }
}
