package dev.halftone.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python environments of this machine whose PyTorch can lend its CUDA libraries. */
final class TorchEnvironments {
    private static final String WANTED = "2.7.1";

    private TorchEnvironments() {}

    /** The {@code torch/lib} of the first one of the right version that is built for CUDA. */
    static Optional<Path> find(Map<String, String> environment) {
        for (Path prefix : prefixes(environment)) {
            for (Path torch : torches(prefix)) {
                if (isRight(torch)) {
                    return Optional.of(torch.resolve("lib"));
                }
            }
        }
        return Optional.empty();
    }

    /** What to set so that a start of Halftone uses it. */
    static List<String> exports(Path lib) {
        return List.of(
                "export PYTORCH_LIBRARY_PATH=" + lib,
                "export PYTORCH_VERSION=" + WANTED + " PYTORCH_FLAVOR=cu128");
    }

    private static List<Path> prefixes(Map<String, String> environment) {
        List<Path> prefixes = new ArrayList<>();
        for (String name : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            Optional.ofNullable(environment.get(name)).map(Path::of).ifPresent(prefixes::add);
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path bin = Path.of(folder);
            if (bin.getParent() != null && Files.exists(bin.resolve("python3"))) {
                prefixes.add(bin.getParent());
            }
        }
        prefixes.add(Path.of(System.getProperty("user.home"), ".local"));
        return prefixes.stream().distinct().toList();
    }

    private static List<Path> torches(Path prefix) {
        List<Path> found = new ArrayList<>();
        for (Path python : inside(prefix.resolve("lib"), "python3*")) {
            for (Path packages : inside(python, "{site,dist}-packages")) {
                found.add(packages.resolve("torch"));
            }
        }
        return found;
    }

    private static List<Path> inside(Path folder, String glob) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
                entries.forEach(found::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        return found;
    }

    private static boolean isRight(Path torch) {
        try {
            return Files.exists(torch.resolve("lib/libtorch_cuda.so"))
                    && Files.readString(torch.resolve("version.py"))
                            .contains("__version__ = '" + WANTED);
        } catch (IOException e) {
            return false;
        }
    }
}
