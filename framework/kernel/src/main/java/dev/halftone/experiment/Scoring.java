package dev.halftone.experiment;

import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import dev.halftone.data.DatasetSource;
import dev.halftone.metric.Score;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code evaluate}: what to answer, and how to score the answers. */
final class Scoring {
    private static final List<String> KEYS = List.of("data", "metrics");

    private final Catalog catalog;
    private final Binder binder;
    private final Findings findings;

    Scoring(Catalog catalog, Binder binder, Findings findings) {
        this.catalog = catalog;
        this.binder = binder;
        this.findings = findings;
    }

    Optional<Experiment.Evaluation> read(Tree.Field field) {
        if (!(field.value() instanceof Tree.Fields evaluate)) {
            findings.add(
                    "wrong-type",
                    field.value().spot(),
                    "'evaluate' takes a map of data and metrics" + field.value().instead(),
                    Optional.of("write evaluate: { data: …, metrics: [ … ] }"));
            return Optional.empty();
        }
        keys(field.key(), evaluate);
        Optional<PluginUse<DatasetSource>> data =
                evaluate.find("data")
                        .flatMap(f -> use(Kind.DATASET, DatasetSource.class, f.value(), "'data'"));
        List<PluginUse<Score>> metrics =
                evaluate.find("metrics").map(f -> metrics(f.value())).orElse(List.of());
        return data.map(d -> new Experiment.Evaluation(d, metrics));
    }

    private void keys(Tree.Scalar key, Tree.Fields evaluate) {
        boolean unwrapped = false;
        for (Tree.Field field : evaluate.fields()) {
            String name = field.name();
            boolean dataset = catalog.find(Kind.DATASET, name).isPresent();
            unwrapped |= dataset;
            if (!KEYS.contains(name)) {
                findings.add(
                        "unknown-key",
                        field.key().spot(),
                        "'evaluate' has no '" + name + "'",
                        dataset
                                ? Optional.of("write data: { " + name + ": … }")
                                : Hint.on(name, KEYS, "it has"));
            }
        }
        for (String wanted : KEYS) {
            boolean meant = Hint.isMeant(wanted, evaluate.names(), KEYS);
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

    private <T> Optional<PluginUse<T>> use(Kind kind, Class<T> type, Tree tree, String place) {
        return binder.use(kind, type, tree, place, Set.of()).map(made -> PluginUse.of(made, type));
    }
}
