package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ListAndDescribeTest {

    @Test
    void listsEveryKindWithThePack() {
        Session session = Session.of("list");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.err()).isEmpty();
        assertThat(session.out().lines())
                .anyMatch(line -> line.matches("quantizer +uniform +halftone +Snaps .*"))
                .anyMatch(line -> line.matches("observer +min-max +halftone +.*"))
                .anyMatch(line -> line.matches("model +vit +halftone +.*"))
                .anyMatch(line -> line.matches("dataset +fashion-mnist +halftone +.*"))
                .anyMatch(line -> line.matches("metric +top-1 +halftone +.*"))
                .noneMatch(line -> line.contains("unusable"));
    }

    @Test
    void listsOneKindBySingularAndPlural() {
        Session plural = Session.of("list", "observers");

        assertThat(Session.of("list", "observer")).isEqualTo(plural);
        assertThat(plural.out().lines()).allMatch(line -> line.startsWith("observer "));
    }

    @Test
    void listsIdsAloneForShells() {
        assertThat(Session.of("list", "quantizers", "--ids").out().lines())
                .contains("keep-float", "log2", "uniform")
                .allMatch(id -> id.matches("[a-z0-9-]+"));
    }

    @Test
    void describesParametersWithDefaultsAndRanges() {
        Session session = Session.of("describe", "uniform");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out())
                .startsWith("quantizer uniform\n")
                .contains(
                        "  bits: whole number 2..16, 8 by default\n      Bits per value.\n",
                        "source  dev.halftone.quantizer.Uniform",
                        "- { uniform: { bits: 8,");
    }

    @Test
    void saysWhatMustBeGiven() {
        assertThat(Session.of("describe", "vit").out()).contains("weights: ", ", required\n");
    }

    @Test
    void printsTheSchema() {
        Session session = Session.of("schema");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out()).startsWith("{").endsWith("}\n").contains("\"quantize\"");
    }

    @Test
    void looksWithoutLoading() {
        Session session = Session.of("doctor", "--no-load");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out()).contains("natives", "cuda", "experiments can be run here");
    }
}
