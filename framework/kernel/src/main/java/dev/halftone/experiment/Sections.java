package dev.halftone.experiment;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import dev.halftone.data.DatasetSource;
import dev.halftone.metric.Score;
import dev.halftone.model.ModelSource;
import dev.halftone.plugin.Seed;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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

    private static final List<String> IN_EVALUATE = List.of("data", "metrics");

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
                fields.find("evaluate").flatMap(this::evaluation);
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
        return use(kind, type, field.value(), place);
    }

    private <T> Optional<PluginUse<T>> use(Kind kind, Class<T> type, Tree tree, String place) {
        return binder.use(kind, type, tree, place, Set.of())
                .map(
                        made ->
                                new PluginUse<>(
                                        made.plugin(),
                                        type.cast(made.instance()),
                                        made.parameters()));
    }

    private List<Step> steps(Tree tree) {
        return new Steps(binder, findings).read(tree);
    }

    private Optional<Experiment.Evaluation> evaluation(Tree.Field field) {
        if (!(field.value() instanceof Tree.Fields evaluate)) {
            findings.add(
                    "wrong-type",
                    field.value().spot(),
                    "'evaluate' takes a map of data and metrics" + field.value().instead(),
                    Optional.of("write evaluate: { data: …, metrics: [ … ] }"));
            return Optional.empty();
        }
        evaluateKeys(field.key(), evaluate);
        Optional<PluginUse<DatasetSource>> data =
                evaluate.find("data")
                        .flatMap(f -> use(Kind.DATASET, DatasetSource.class, f, "'data'"));
        List<PluginUse<Score>> metrics =
                evaluate.find("metrics").map(f -> metrics(f.value())).orElse(List.of());
        return data.map(d -> new Experiment.Evaluation(d, metrics));
    }

    private void evaluateKeys(Tree.Scalar key, Tree.Fields evaluate) {
        boolean unwrapped = false;
        for (Tree.Field field : evaluate.fields()) {
            String name = field.name();
            boolean dataset = catalog.find(Kind.DATASET, name).isPresent();
            unwrapped |= dataset;
            if (!IN_EVALUATE.contains(name)) {
                findings.add(
                        "unknown-key",
                        field.key().spot(),
                        "'evaluate' has no '" + name + "'",
                        dataset
                                ? Optional.of("write data: { " + name + ": … }")
                                : Hint.on(name, IN_EVALUATE, "it has"));
            }
        }
        for (String wanted : IN_EVALUATE) {
            boolean meant = Hint.isMeant(wanted, evaluate.names(), IN_EVALUATE);
            boolean there = evaluate.find(wanted).isPresent() || meant;
            if (!there && !(unwrapped && wanted.equals("data"))) {
                findings.add(
                        "missing-key",
                        key.spot(),
                        "'evaluate' needs '" + wanted + "'",
                        Optional.of("add " + wanted + ": …"));
            }
        }
    }

    private List<PluginUse<Score>> metrics(Tree tree) {
        if (!(tree instanceof Tree.Items items) || items.items().isEmpty()) {
            findings.add(
                    "wrong-type",
                    tree.spot(),
                    "'metrics' takes a list of metrics" + tree.instead(),
                    Optional.of("write [ top-1 ]"));
            return List.of();
        }
        List<PluginUse<Score>> metrics = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Tree item : items.items()) {
            use(Kind.METRIC, Score.class, item, "'metrics'")
                    .ifPresent(
                            metric -> {
                                if (!seen.add(metric.plugin().id())) {
                                    findings.add(
                                            "duplicate-metric",
                                            item.spot(),
                                            "metric '" + metric.plugin().id() + "' is there twice",
                                            Optional.of("keep one of the two"));
                                }
                                metrics.add(metric);
                            });
        }
        return List.copyOf(metrics);
    }
}
