package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Parameter;
import dev.halftone.catalog.Plugin;
import java.util.List;

/** What every plugin promises: to be a value that can be documented, written down and read back. */
final class RecordPromises {
    static final String SENTENCES = "says what it and its parameters are for, in sentences";
    static final String MADE = "is made from its defaults";
    static final String EQUAL = "is equal when made from equal files";
    static final String WRITTEN = "is written down and read back the same";

    private RecordPromises() {}

    static List<Promise> of(Specimen specimen) {
        return List.of(
                new Promise(SENTENCES, () -> sentences(specimen.plugin())),
                new Promise(MADE, () -> made(specimen)),
                new Promise(EQUAL, () -> equal(specimen)),
                new Promise(WRITTEN, () -> written(specimen)));
    }

    private static void sentences(Plugin plugin) {
        sentence("the plugin's doc", plugin.doc());
        for (Parameter parameter : plugin.parameters()) {
            sentence("the doc of '" + parameter.key() + "'", parameter.doc());
        }
    }

    private static void sentence(String what, String text) {
        assertThat(text).as(what).isNotBlank().doesNotContain("\n").endsWith(".");
        assertThat(text).as(what + " says more than a full stop").hasSizeGreaterThan(4);
    }

    private static void made(Specimen specimen) {
        if (!specimen.isComplete()) {
            throw new AssertionError(
                    "'"
                            + specimen.plugin().id()
                            + "' has parameters without a default: override examples() and give"
                            + " them");
        }
        assertThatCode(specimen::make).doesNotThrowAnyException();
    }

    private static void equal(Specimen specimen) {
        assertThat(specimen.make()).isEqualTo(specimen.make()).hasSameHashCodeAs(specimen.make());
    }

    private static void written(Specimen specimen) {
        Binder.Made first = specimen.made();
        Binder.Made second = specimen.again(first.parameters());
        assertThat(second.instance()).isEqualTo(first.instance());
        assertThat(second.parameters()).isEqualTo(first.parameters());
    }
}
