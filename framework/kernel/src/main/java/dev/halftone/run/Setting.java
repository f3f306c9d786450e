package dev.halftone.run;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Pack;
import dev.halftone.experiment.Effective;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a run needs to know of the catalog and the experiment reader.
 *
 * @param packs where plugins come from
 * @param reader reads an experiment file, for repeating a run
 * @param effective writes an experiment down with every default explicit
 * @param types finds a class by name among the packs, for grids that plans name
 */
public record Setting(
        List<Pack> packs,
        Function<Path, Experiment> reader,
        Function<Experiment, String> effective,
        Function<String, Optional<Class<?>>> types) {

    /**
     * @param environment what {@code ${NAME}} stands for
     */
    public static Setting of(Catalog catalog, Map<String, String> environment) {
        ExperimentReader reader = new ExperimentReader(catalog, environment);
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        catalog.plugins().forEach(plugin -> loaders.add(plugin.type().getClassLoader()));
        return new Setting(
                catalog.packs(),
                file -> reader.read(file, List.of()),
                Effective::yaml,
                name -> loaders.stream().flatMap(loader -> load(loader, name)).findFirst());
    }

    private static Stream<Class<?>> load(ClassLoader loader, String name) {
        try {
            return Stream.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError e) {
            return Stream.of();
        }
    }
}
