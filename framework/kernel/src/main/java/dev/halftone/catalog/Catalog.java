package dev.halftone.catalog;

import dev.halftone.plugin.Seed;
import dev.halftone.problem.Problem;
import dev.halftone.tell.Findings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What plugins there are, and which cannot be used and why. Loads no native library. */
public final class Catalog implements AutoCloseable {
    /** What ships with the product. */
    static final String OWN = "halftone";

    private final List<Plugin> plugins;
    private final List<Unusable> unusable;
    private final List<PackFiles> packs;
    private final List<Problem> problems;
    private final List<URLClassLoader> loaders;

    private Catalog(
            List<Plugin> plugins,
            List<Unusable> unusable,
            List<PackFiles> packs,
            List<Problem> problems,
            List<URLClassLoader> loaders) {
        this.plugins = List.copyOf(plugins);
        this.unusable = List.copyOf(unusable);
        this.packs = List.copyOf(packs);
        this.problems = List.copyOf(problems);
        this.loaders = List.copyOf(loaders);
    }

    /**
     * The plugins of the class path and of packs.
     *
     * @param packs jars, folders of jars, and folders called {@code packs} that hold either
     */
    public static Catalog scan(List<Path> packs) {
        return scan(Catalog.class.getClassLoader(), packs);
    }

    static Catalog scan(ClassLoader parent, List<Path> paths) {
        Findings findings = new Findings();
        List<Path> own = Scan.marked(parent);
        List<PackFiles> packs = new ArrayList<>();
        packs.add(new PackFiles(OWN, Optional.empty(), own));
        List<Inspection.Outcome> outcomes = new ArrayList<>(Scan.plugins(own, OWN, parent));
        List<URLClassLoader> loaders = new ArrayList<>();
        for (Path path : paths) {
            for (PackFiles pack : PackFiles.at(path, findings)) {
                URLClassLoader loader = Scan.loader(pack, parent);
                List<Inspection.Outcome> found = Scan.plugins(pack.parts(), pack.name(), loader);
                packs.add(pack);
                loaders.add(loader);
                outcomes.addAll(found);
                if (found.isEmpty()) {
                    findings.add(
                            Problem.of("empty-pack", "pack '" + path + "' holds no plugin")
                                    .hint(
                                            "a plugin is a public record with @Quantizer, @Model, …"));
                }
            }
        }
        return of(outcomes, packs, findings, loaders);
    }

    /** A catalog of just these records, without a scan. */
    public static Catalog of(Class<?>... types) {
        List<Inspection.Outcome> outcomes = new ArrayList<>();
        for (Class<?> type : types) {
            Arrays.stream(Kind.values())
                    .filter(kind -> type.isAnnotationPresent(kind.annotation()))
                    .map(kind -> Inspection.of(kind, Inspection.id(kind, type), OWN, () -> type))
                    .forEach(outcomes::add);
        }
        return of(outcomes, List.of(), new Findings(), List.of());
    }

    private static Catalog of(
            List<Inspection.Outcome> outcomes,
            List<PackFiles> packs,
            Findings findings,
            List<URLClassLoader> loaders) {
        List<Plugin> plugins = unique(outcomes, findings);
        List<Unusable> unusable =
                new ArrayList<>(outcomes.stream().flatMap(o -> o.unusable().stream()).toList());
        while (true) {
            Catalog catalog = new Catalog(plugins, unusable, packs, findings.inOrder(), loaders);
            List<Unusable> broken = catalog.wrongDefaults();
            if (broken.isEmpty()) {
                return catalog;
            }
            unusable.addAll(broken);
            plugins =
                    plugins.stream()
                            .filter(p -> broken.stream().noneMatch(u -> same(p, u)))
                            .toList();
        }
    }

    private static boolean same(Plugin plugin, Unusable unusable) {
        return plugin.kind() == unusable.kind() && plugin.id().equals(unusable.id());
    }

    private static List<Plugin> unique(List<Inspection.Outcome> outcomes, Findings findings) {
        List<Plugin> unique = new ArrayList<>();
        for (Plugin plugin : outcomes.stream().flatMap(o -> o.plugin().stream()).toList()) {
            Optional<Plugin> other =
                    unique.stream()
                            .filter(p -> p.kind() == plugin.kind() && p.id().equals(plugin.id()))
                            .findFirst();
            other.ifPresent(o -> findings.add(duplicate(o, plugin)));
            if (other.isEmpty()) {
                unique.add(plugin);
            }
        }
        return unique.stream()
                .sorted(Comparator.comparing(Plugin::kind).thenComparing(Plugin::id))
                .toList();
    }

    private static Problem duplicate(Plugin one, Plugin two) {
        String where =
                one.pack().equals(two.pack())
                        ? "twice in pack '" + one.pack() + "'"
                        : "in pack '" + one.pack() + "' and in pack '" + two.pack() + "'";
        return Problem.of("duplicate-id", one.kind().word() + " '" + one.id() + "' exists " + where)
                .hint("an id belongs to one plugin: rename one, or leave a pack out");
    }

    private List<Unusable> wrongDefaults() {
        List<Unusable> broken = new ArrayList<>();
        for (Plugin plugin : plugins) {
            Binder binder = new Binder(this, Path.of(""), type -> new Seed(0), new Findings());
            Recipe.of(plugin.type())
                    .written()
                    .filter(written -> written.parameter().byDefault().isPresent())
                    .flatMap(written -> Assembly.wrongDefault(binder, written).stream())
                    .findFirst()
                    .map(why -> "one of its defaults is wrong: " + why)
                    .map(why -> new Unusable(plugin.kind(), plugin.id(), plugin.pack(), why))
                    .ifPresent(broken::add);
        }
        return broken;
    }

    /** All that can be used, by kind and id. */
    public List<Plugin> plugins() {
        return plugins;
    }

    /** The plugin of a kind that has an id. */
    public Optional<Plugin> find(Kind kind, String id) {
        return plugins.stream().filter(p -> p.kind() == kind && p.id().equals(id)).findFirst();
    }

    /** The ids of a kind, sorted. */
    public List<String> ids(Kind kind) {
        return plugins.stream().filter(p -> p.kind() == kind).map(Plugin::id).toList();
    }

    /** All that were found and cannot be used. */
    public List<Unusable> unusable() {
        return unusable;
    }

    /** Where plugins come from, with checksums, which are computed by this call. */
    public List<Pack> packs() {
        return packs.stream()
                .map(pack -> new Pack(pack.name(), pack.path(), Fingerprint.of(pack.parts())))
                .toList();
    }

    /** Ids that are there twice, and packs that cannot be read. */
    public List<Problem> problems() {
        return problems;
    }

    /** Closes the packs' class loaders. */
    @Override
    public void close() {
        for (URLClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
