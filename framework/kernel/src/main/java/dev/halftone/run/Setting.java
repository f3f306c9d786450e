package dev.halftone.run;

import dev.halftone.catalog.Pack;
import dev.halftone.experiment.Experiment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
        Function<String, Optional<Class<?>>> types) {}
