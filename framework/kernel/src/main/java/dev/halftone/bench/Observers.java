package dev.halftone.bench;

import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import dev.halftone.catalog.Parameter;
import dev.halftone.catalog.Plugin;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.YamlText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Every observer of a catalog that can be made from defaults alone. */
public final class Observers {

    private Observers() {}

    /** By id, in alphabetical order. */
    public static Map<String, RangeObserver> of(Catalog catalog) {
        Map<String, RangeObserver> all = new TreeMap<>();
        catalog.plugins().stream()
                .filter(plugin -> plugin.kind() == Kind.OBSERVER)
                .filter(plugin -> plugin.parameters().stream().noneMatch(Parameter::required))
                .forEach(plugin -> all.put(plugin.id(), made(catalog, plugin)));
        return all;
    }

    private static RangeObserver made(Catalog catalog, Plugin plugin) {
        Findings findings = new Findings();
        Binder binder =
                new Binder(
                        catalog,
                        Path.of("").toAbsolutePath(),
                        type -> {
                            throw new IllegalStateException("observers are given nothing");
                        },
                        findings);
        var made =
                YamlText.read(Source.of("bench", plugin.id()), plugin.id(), findings)
                        .flatMap(
                                tree ->
                                        binder.use(
                                                Kind.OBSERVER,
                                                RangeObserver.class,
                                                tree,
                                                "bench",
                                                Set.of()));
        findings.throwIfAny();
        return (RangeObserver) made.orElseThrow().instance();
    }
}
