package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListAndDescribeTest {
    private static final String SMALL = "../engine/src/test/resources/onnx/small.onnx";
    private static final String TINY =
            """
            device: cpu
            model: { vit: { weights: "embedded:fashion-vit" } }
            calibrate: { fashion-mnist: { split: train, take: 1 } }
            """;

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
    void examplesOfQuantizersAndObserversStandInAnExperiment(@TempDir Path folder)
            throws IOException {
        List<String> files = new ArrayList<>(List.of("check"));
        for (String kind : List.of("quantizer", "observer")) {
            for (String id : Session.of("list", kind, "--ids").out().lines().toList()) {
                String page = Session.of("describe", id).out();
                String example = page.substring(page.indexOf("\nexample:\n") + 10).stripTrailing();
                Path file = folder.resolve(id + ".yaml");
                files.add(Files.writeString(file, TINY + example.stripIndent()).toString());
            }
        }

        Session session = Session.of(files.toArray(String[]::new));

        assertThat(session.exit()).as(session.err()).isEqualTo(Exit.DONE);
        assertThat(files).hasSizeGreaterThan(36);
    }

    @Test
    void saysWhatMustBeGiven() {
        assertThat(Session.of("describe", "vit").out()).contains("weights: ", ", required\n");
    }

    @Test
    void showsFormulaAndPaper() {
        assertThat(Session.of("describe", "log2").out())
                .contains("s·2^(−q) with q = round(−log2(x / s)), and zero. FQ-ViT's")
                .doesNotContain("{@", "<p>", "* ");
        assertThat(Session.of("describe", "log-mse").out()).doesNotContain("{@", "<p>", " * ");
    }

    @Test
    void describesAnOnnxFile() {
        Session session = Session.of("describe", SMALL);

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.err()).isEmpty();
        assertThat(session.out())
                .startsWith("network " + SMALL)
                .contains("inputs:\n", "outputs:\n", "parameters: ", "operators: ", "sites: ")
                .containsPattern("\n  weight +[0-9]+ +\\S+:weight");
    }

    @Test
    void aBrokenOnnxFileIsOneProblem(@TempDir Path folder) throws IOException {
        Path cut = folder.resolve("cut.onnx");
        byte[] whole = Files.readAllBytes(Path.of(SMALL));
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

        for (Path file : List.of(cut, folder.resolve("nowhere.onnx"))) {
            Session session = Session.of("describe", file.toString());
            assertThat(session.exit()).isEqualTo(Exit.PROBLEMS);
            assertThat(session.err()).containsOnlyOnce("error[broken-model]");
            assertThat(session.out()).isEmpty();
        }
    }

    @Test
    void namesTheOperatorsThatAreNotKnown(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("odd.onnx");
        byte[] odd =
                new String(Files.readAllBytes(Path.of(SMALL)), StandardCharsets.ISO_8859_1)
                        .replace("Relu", "Rely")
                        .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(file, odd);

        Session session = Session.of("describe", file.toString());

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out())
                .containsPattern(
                        "  Rely +[0-9]+ +unsupported, the nearest the engine knows is Relu\n")
                .contains("sites: none");
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

    @Test
    void saysWhetherIntegersAreExactHere() {
        Session session = Session.of("doctor");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out()).contains("ONNX Runtime ").containsPattern("integers +\\S+");
    }
}
