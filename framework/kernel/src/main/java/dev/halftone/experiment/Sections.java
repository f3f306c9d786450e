package dev.halftone.experiment;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import dev.halftone.data.DatasetSource;
import dev.halftone.model.ModelSource;
import dev.halftone.plugin.Seed;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the sections of an experiment and puts them together. */
final class Sections {
    private static final List<String> KEYS =
            List.of(
                    "extends",
                    "name",
                    "seed",
                    "device",
                    "mode",
                    "engine",
                    "batch",
                    "model",
                    "calibrate",
                    "quantize",
                    "evaluate");

    private final Catalog catalog;
    private final Path file;
    private final Tree.Fields fields;
    private final Findings findings;
    private final Header header;
    private final Binder binder;

    Sections(Catalog catalog, Path file, Tree.Fields fields, Findings findings) {
        this.catalog = catalog;
        this.file = file;
        this.fields = fields;
        this.findings = findings;
        Path folder = file.toAbsolutePath().normalize().getParent();
        Binder plain = new Binder(catalog, folder, type -> Optional.empty(), findings);
        this.header = new Header(fields, plain, findings);
        Injector injector = injector(header.seed());
        this.binder = new Binder(catalog, folder, injector::getInstance, findings);
    }

    /** Knows what plugins are given, and makes nothing else. */
    private static Injector injector(long seed) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                binding -> {
                    binding.requireExplicitBindings();
                    binding.disableCircularProxies();
                    binding.bind(Seed.class).toInstance(new Seed(seed));
                });
    }

    /** The experiment; none if it lacks a model, or a plugin could not be made. */
    Optional<Experiment> read() {
        unknownKeys();
        String name = header.name(file);
        Optional<PluginUse<ModelSource>> model = model();
        Optional<PluginUse<DatasetSource>> calibrate =
                fields.find("calibrate")
                        .flatMap(f -> use(Kind.DATASET, DatasetSource.class, f, "'calibrate'"));
        List<Step> steps = fields.find("quantize").map(f -> steps(f.value())).orElse(List.of());
        Optional<Experiment.Evaluation> evaluate =
                fields.find("evaluate").flatMap(new Scoring(catalog, binder, findings)::read);
        String device = header.device();
        String engine = header.engine();
        Mode mode = header.mode();
        int batch = header.batch();
        return model.map(
                m ->
                        new Experiment(
                                file,
                                name,
                                header.seed(),
                                device,
                                mode,
                                engine,
                                batch,
                                m,
                                calibrate,
                                steps,
                                evaluate,
                                Spots.of(fields)));
    }

    private void unknownKeys() {
        for (Tree.Field field : fields.fields()) {
            if (!KEYS.contains(field.name())) {
                findings.add(
                        "unknown-key",
                        field.key().spot(),
                        "an experiment has no '" + field.name() + "'",
                        Hint.on(field.name(), KEYS, "it has"));
            }
        }
    }

    private Optional<PluginUse<ModelSource>> model() {
        Optional<Tree.Field> model = fields.find("model");
        if (model.isEmpty() && !Hint.isMeant("model", fields.names(), KEYS)) {
            findings.add(
                    "missing-key",
                    start(),
                    "an experiment needs a 'model'",
                    Optional.of("add model: …"));
        }
        return model.flatMap(f -> use(Kind.MODEL, ModelSource.class, f, "'model'"));
    }

    private Spot start() {
        Spot first = fields.spot();
        int length = Math.max(1, first.text().stripTrailing().length() - first.column() + 1);
        return new Spot(first.file(), first.line(), first.column(), length, first.text());
    }

    private <T> Optional<PluginUse<T>> use(
            Kind kind, Class<T> type, Tree.Field field, String place) {
        return binder.use(kind, type, field.value(), place, Set.of())
                .map(made -> PluginUse.of(made, type));
    }

    private List<Step> steps(Tree tree) {
        return new Steps(binder, findings).read(tree);
    }
}
