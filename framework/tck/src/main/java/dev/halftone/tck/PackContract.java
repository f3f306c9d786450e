package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Plugin;
import dev.halftone.catalog.Unusable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * A pack's whole contract test in one line: {@code class ContractTest extends PackContract {}}.
 * Finds the plugins of the module that the test lies in and holds each against what its kind
 * promises.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PackContract {
    private static final String MARKER = "META-INF/halftone/plugins";

    private final Lab lab = new Lab();
    private final Path classes;
    private final boolean marked;
    private final Catalog catalog;

    protected PackContract() {
        classes = classesBeside(getClass());
        marked = Files.exists(classes.resolve(MARKER));
        catalog =
                Catalog.scan(marked || !Files.isDirectory(classes) ? List.of() : List.of(classes));
    }

    /**
     * Parameters to make plugins with that cannot be made from defaults alone, by id, as they are
     * written in a file: {@code Map.of("vit", "{ weights: random, arch: ti-16 }")}.
     */
    protected Map<String, String> examples() {
        return Map.of();
    }

    /** One container per plugin, one test per promise. */
    @TestFactory
    public final Stream<DynamicNode> contract() {
        List<Plugin> plugins = catalog.plugins().stream().filter(this::isOurs).toList();
        assertThat(plugins).as("plugins of " + classes).isNotEmpty();
        return Stream.concat(
                plugins.stream().map(this::container), unusable().map(PackContract::failing));
    }

    private Stream<Unusable> unusable() {
        return catalog.unusable().stream().filter(u -> marked == u.pack().equals("halftone"));
    }

    private static DynamicNode failing(Unusable unusable) {
        String title = unusable.kind().word() + " " + unusable.id() + " can be used";
        return DynamicTest.dynamicTest(
                title, () -> assertThat(unusable.reason()).as(title).isEmpty());
    }

    private DynamicNode container(Plugin plugin) {
        String example = examples().getOrDefault(plugin.id(), "");
        List<Promise> promises = Promises.of(new Specimen(catalog, plugin, example), lab);
        return DynamicContainer.dynamicContainer(
                plugin.kind().word() + " " + plugin.id(),
                promises.stream().map(p -> DynamicTest.dynamicTest(p.name(), p.check())));
    }

    private boolean isOurs(Plugin plugin) {
        return root(plugin.type()).equals(classes);
    }

    private static Path classesBeside(Class<?> test) {
        return root(test).resolveSibling("classes");
    }

    private static Path root(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    final void close() {
        lab.close();
        catalog.close();
    }
}
