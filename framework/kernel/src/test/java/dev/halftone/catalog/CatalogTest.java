package dev.halftone.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.problem.Problem;
import dev.halftone.sample.Samples;
import dev.halftone.tell.ProblemText;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogTest {
    @TempDir Path folder;

    @Test
    void findsPluginsOfAPackJar() throws IOException {
        Path jar = PackJar.with(OBSERVER).write(folder.resolve("acme-1.2.jar"));

        try (Catalog catalog = Catalog.scan(List.of(jar))) {
            Plugin plugin = catalog.find(Kind.OBSERVER, "widest").orElseThrow();
            assertThat(plugin.pack()).isEqualTo("acme-1.2");
            assertThat(plugin.doc()).isEqualTo("Takes it all.");
            assertThat(plugin.type().getClassLoader()).isNotSameAs(getClass().getClassLoader());
            assertThat(plugin.parameters())
                    .singleElement()
                    .satisfies(p -> assertThat(p.words()).isEqualTo("number ≥ 0"));
            assertThat(catalog.problems()).isEmpty();
            assertThat(catalog.packs())
                    .filteredOn(pack -> pack.name().equals("acme-1.2"))
                    .singleElement()
                    .satisfies(pack -> assertThat(pack.sha256()).hasSize(64));
        }
    }

    @Test
    void takesAFolderOfJarsAsOnePackAndAPacksFolderAsSeveral() throws IOException {
        Path packs = folder.resolve("packs");
        PackJar.with(OBSERVER).write(packs.resolve("one.jar"));
        PackJar.with(MODEL_NEEDING_HELPER).write(packs.resolve("two/plugin.jar"));
        PackJar.with(HELPER).write(packs.resolve("two/helper.jar"));

        try (Catalog catalog = Catalog.scan(List.of(packs))) {
            assertThat(catalog.find(Kind.OBSERVER, "widest").orElseThrow().pack()).isEqualTo("one");
            assertThat(catalog.find(Kind.DATASET, "helped").orElseThrow().pack()).isEqualTo("two");
        }
    }

    @Test
    void listsAPluginWhoseClassesAreMissingAsUnusable() throws IOException {
        Path jar =
                PackJar.with(MODEL_NEEDING_HELPER, HELPER, OBSERVER)
                        .without("acme/Helper.class")
                        .write(folder.resolve("acme.jar"));

        try (Catalog catalog = Catalog.scan(List.of(jar))) {
            assertThat(catalog.find(Kind.OBSERVER, "widest")).isPresent();
            assertThat(catalog.unusable())
                    .containsExactly(
                            new Unusable(
                                    Kind.DATASET,
                                    "helped",
                                    "acme",
                                    "it needs acme.Helper, which neither its pack nor Halftone"
                                            + " brings"));
        }
    }

    @Test
    void saysWhyEachPluginCannotBeUsed() {
        assertThat(Catalog.of(Wrong.class.getDeclaredClasses()).unusable())
                .extracting(Unusable::id, Unusable::reason)
                .containsExactlyInAnyOrderElementsOf(Wrong.REASONS);
        assertThat(Catalog.of(Wrong.class.getDeclaredClasses()).plugins()).isEmpty();
    }

    @Test
    void namesBothPacksOfAnIdThatExistsTwice() throws IOException {
        Path one = PackJar.with(OBSERVER).write(folder.resolve("one.jar"));
        Path two = PackJar.with(OBSERVER).write(folder.resolve("two.jar"));

        try (Catalog catalog = Catalog.scan(List.of(one, two))) {
            assertThat(ProblemText.render(catalog.problems()))
                    .isEqualTo(
                            """
                            error[duplicate-id]: observer 'widest' exists in pack 'one' and in pack 'two'
                              = an id belongs to one plugin: rename one, or leave a pack out
                            """);
            assertThat(catalog.plugins()).hasSize(1);
        }
    }

    @Test
    void tellsPacksThatCannotBeRead() throws IOException {
        Path text = Files.writeString(folder.resolve("text.jar"), "not a jar");
        Path bare = Files.createDirectories(folder.resolve("bare"));
        Path empty = PackJar.with(HELPER).write(folder.resolve("empty.jar"));
        Path none = folder.resolve("none.jar");

        try (Catalog catalog = Catalog.scan(List.of(text, bare, empty, none))) {
            assertThat(catalog.problems())
                    .extracting(p -> p.code() + ": " + p.message().replace(folder + "/", ""))
                    .containsExactly(
                            "unreadable-pack: pack 'text.jar' cannot be used: it is not a jar, or"
                                    + " a damaged one",
                            "unreadable-pack: pack 'bare' cannot be used: the folder holds no jar",
                            "empty-pack: pack 'empty.jar' holds no plugin",
                            "no-such-pack: there is no pack at 'none.jar'");
            assertThat(catalog.problems()).extracting(Problem::spot).allMatch(s -> s.isEmpty());
        }
    }

    @Test
    void readsOnlyTheMarkedPartsOfTheClassPath() throws IOException {
        Path marked =
                PackJar.with(OBSERVER).marked().write(folder.resolve("marked with blank.jar"));
        Path unmarked = PackJar.with(MODEL_NEEDING_HELPER, HELPER).write(folder.resolve("b.jar"));
        URL[] urls = {marked.toUri().toURL(), unmarked.toUri().toURL()};

        try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader());
                Catalog catalog = Catalog.scan(loader, List.of())) {
            assertThat(catalog.find(Kind.OBSERVER, "widest").orElseThrow().pack())
                    .isEqualTo("halftone");
            assertThat(catalog.find(Kind.DATASET, "helped")).isEmpty();
        }
    }

    @Test
    void checksumsFollowTheContent() throws IOException {
        Path one = PackJar.with(OBSERVER).write(folder.resolve("a/pack.jar"));
        Path same = PackJar.with(OBSERVER).write(folder.resolve("b/pack.jar"));
        Path other = PackJar.with(HELPER).write(folder.resolve("c/pack.jar"));

        assertThat(Fingerprint.of(List.of(one))).isEqualTo(Fingerprint.of(List.of(same)));
        assertThat(Fingerprint.of(List.of(one))).isNotEqualTo(Fingerprint.of(List.of(other)));
        assertThat(Fingerprint.of(List.of(folder.resolve("a"))))
                .isNotEqualTo(Fingerprint.of(List.of(folder.resolve("c"))));
    }

    @Test
    void describesWhatEveryParameterTakes() {
        Catalog catalog = Samples.catalog();

        assertThat(catalog.plugins())
                .flatExtracting(Plugin::parameters)
                .extracting(p -> p.key() + ": " + p.words())
                .contains(
                        "bits: whole number 2..16",
                        "granularity: tensor | channel | group-N",
                        "symmetric: true | false",
                        "observer: observer",
                        "keep: number 0.5..1",
                        "candidates: whole number ≥ 2",
                        "shares: list of number",
                        "schedule: { start, end, curve }",
                        "interpolation: nearest | box | bilinear | bicubic | lanczos",
                        "root: path",
                        "weights: text");
    }

    private static final PackJar.Code OBSERVER =
            new PackJar.Code(
                    "acme.Widest",
                    """
                    package acme;
                    import dev.halftone.grid.*;
                    import dev.halftone.plugin.*;
                    import dev.halftone.quantize.*;
                    @Observer(id = "widest", doc = "Takes it all.")
                    public record Widest(
                            @Param(doc = "Margin.", byDefault = "0", min = 0) double margin)
                            implements RangeObserver {
                        static { System.loadLibrary("there-is-none"); }
                        public Range range(Distribution seen, Levels levels) { return null; }
                    }
                    """);

    private static final PackJar.Code HELPER =
            new PackJar.Code("acme.Helper", "package acme; public class Helper {}");

    private static final PackJar.Code MODEL_NEEDING_HELPER =
            new PackJar.Code(
                    "acme.Helped",
                    """
                    package acme;
                    import dev.halftone.data.*;
                    import dev.halftone.plugin.*;
                    @Dataset(id = "helped", doc = "Needs help.")
                    public record Helped() implements DatasetSource {
                        public Examples open() { return null; }
                        public Helper helper() { return null; }
                    }
                    """);
}
