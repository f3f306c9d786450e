package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SitesTest {
    private static final String QUICKSTART = "../../experiments/quickstart.yaml";

    @Test
    void saysWhichStepsChooseASite() {
        Session session = Session.of("sites", QUICKSTART, "blocks.0.attn:*", "**.fc1:weight");

        assertThat(session.err()).isEmpty();
        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out())
                .startsWith("8 of 10 sites are chosen\n")
                .containsPattern("\n  blocks.0.attn:scores +MatMul +block=0 kind=attention +–\n")
                .containsPattern(
                        "blocks.0.attn:probabilities .* quantize\\[1\\] uniform, quantize\\[2\\] log2\n")
                .containsPattern("blocks.3.mlp.fc1:weight .* quantize\\[0\\] uniform");
    }

    @Test
    void theFilesStepsCanBeSetAnew() {
        Session session =
                Session.of(
                        "sites",
                        QUICKSTART,
                        "head:weight",
                        "--set",
                        "quantize[0]={ keep-float: {}, sites: head }");

        assertThat(session.out()).contains("1 of 1 sites are chosen", "quantize[0] keep-float");
    }

    @Test
    void aSelectorThatMatchesNothingIsWrongUsage() {
        Session session = Session.of("sites", QUICKSTART, "blocks.9.attn:*");

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err()).startsWith("error[no-site]");
    }
}
