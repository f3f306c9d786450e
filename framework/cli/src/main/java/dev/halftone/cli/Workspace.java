package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.experiment.Effective;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.problem.ProblemException;
import dev.halftone.run.Runs;
import dev.halftone.run.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A catalog with what reads and runs experiments over it.
 *
 * @param catalog what plugins there are
 * @param reader of experiment files
 * @param runs what executes them
 */
record Workspace(Catalog catalog, ExperimentReader reader, Runs runs) implements AutoCloseable {

    /** Opens the packs of a call. Packs that cannot be read, and ids that clash, are problems. */
    static Workspace open(Call call) {
        Catalog catalog = Catalog.scan(call.packs());
        if (!catalog.problems().isEmpty()) {
            catalog.close();
            throw new ProblemException(catalog.problems());
        }
        ExperimentReader reader = new ExperimentReader(catalog, call.terminal().environment());
        Setting setting =
                new Setting(
                        catalog.packs(),
                        file -> reader.read(file, List.of()),
                        Effective::yaml,
                        name -> type(catalog, name));
        return new Workspace(catalog, reader, new Runs(setting));
    }

    /** A class that a pack brings. */
    private static Optional<Class<?>> type(Catalog catalog, String name) {
        return catalog.plugins().stream()
                .map(plugin -> plugin.type().getClassLoader())
                .distinct()
                .flatMap(loader -> type(loader, name).stream())
                .findFirst();
    }

    private static Optional<Class<?>> type(ClassLoader loader, String name) {
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    Experiment read(String file, List<String> sets) {
        return reader.read(Path.of(file), sets);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
