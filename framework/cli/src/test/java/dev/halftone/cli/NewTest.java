package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.catalog.Catalog;
import dev.halftone.experiment.ExperimentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewTest {
    private static final List<String> KINDS =
            List.of("quantizer", "observer", "model", "dataset", "metric");

    @TempDir Path folder;

    private Session make(String what, String name) {
        return make(what, name, folder);
    }

    private static Session make(String what, String name, Path in) {
        return Session.of("new", what, name, "--in", in.toString());
    }

    @Test
    void aPackWithOnePluginOfEachKindCompilesAndIsUsable() throws IOException {
        assertThat(make("pack", "my-pack").exit()).isEqualTo(Exit.DONE);
        Path pack = folder.resolve("my-pack");
        for (String kind : KINDS) {
            assertThat(make(kind, "own-" + kind, pack).exit()).isEqualTo(Exit.DONE);
        }
        Path classes = compiled(pack.resolve("src/main/java"));

        try (Catalog catalog = Catalog.scan(List.of(classes))) {
            assertThat(catalog.problems()).isEmpty();
            assertThat(catalog.unusable()).isEmpty();
            assertThat(catalog.plugins().stream().filter(p -> p.pack().equals("classes")))
                    .extracting(plugin -> plugin.kind().word() + " " + plugin.id())
                    .containsExactlyInAnyOrder(
                            "quantizer my-pack",
                            "quantizer own-quantizer",
                            "observer own-observer",
                            "model my-pack-net",
                            "model own-model",
                            "dataset own-dataset",
                            "metric own-metric");
        }
    }

    private Path compiled(Path sources) throws IOException {
        Path classes = Files.createDirectory(folder.resolve("classes"));
        List<String> words =
                new ArrayList<>(List.of("-d", classes.toString(), "-Xlint:all", "-Werror"));
        words.addAll(List.of("-proc:none", "-cp", System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(f -> f.toString().endsWith(".java")).forEach(f -> words.add("" + f));
        }
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, words.toArray(String[]::new));
        assertThat(result).isZero();
        return classes;
    }

    @Test
    void theQuantizerFitsOnAScreen() throws IOException {
        make("pack", "my-pack");
        Path source = folder.resolve("my-pack/src/main/java/my/pack/MyPack.java");

        long lines =
                Files.readAllLines(source).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("import"))
                        .count();

        assertThat(lines).isBetween(14L, 25L);
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        make("pack", "my-pack");
        Path readme = folder.resolve("my-pack/README.md");
        Files.writeString(readme, "mine");

        Session again = make("pack", "my-pack");

        assertThat(again.exit()).isEqualTo(Exit.USAGE);
        assertThat(again.err()).startsWith("error[already-there]");
        assertThat(readme).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foo", "1st", "a_b", "-a", "a-", "a--b", "a b", "../x", "ä"})
    void namesAreIds(String name) {
        Session session = make("pack", name.startsWith("-") ? "x" + name + "-" : name);

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err()).startsWith("error[wrong-name]");
    }

    @Test
    void namesThatJavaReservesStillMakePackages() {
        assertThat(new NewName("new-int-2").packageName()).isEqualTo("new_.int_._2_");
        assertThat(new NewName("my-pack").className()).isEqualTo("MyPack");
    }

    @Test
    void aPluginNeedsAPackAroundIt() {
        Session session = make("metric", "mine");

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err()).startsWith("error[no-pack-here]").contains("new pack");
    }

    @Test
    void inTheSourceTreeAPluginStandsBesideItsKind() throws IOException {
        Files.createDirectories(folder.resolve("framework/api"));
        Path sources = folder.resolve("plugins/quantizers/src/main/java/some/observer");
        Files.createDirectories(sources);
        Files.writeString(
                sources.resolve("Old.java"), "package some.observer;\n@Observer(id = \"old\")\n");

        make("observer", "fresh");

        assertThat(sources.resolve("Fresh.java")).content().contains("package some.observer;");
        assertThat(
                        folder.resolve(
                                "plugins/quantizers/src/test/java/some/observer/ContractTest.java"))
                .exists();
    }

    @Test
    void anExperimentIsReadWithoutProblems() throws IOException {
        assertThat(make("experiment", "my-run").out()).contains("my-run.yaml", "schema.json");

        Path file = folder.resolve("my-run.yaml");
        assertThat(Files.readAllLines(file).get(0))
                .isEqualTo("# yaml-language-server: $schema=schema.json");
        try (Catalog catalog = Catalog.scan(List.of())) {
            var reader = new ExperimentReader(catalog, Map.of());
            assertThat(reader.read(file, List.of()).name()).isEqualTo("my-run");
        }
    }
}
