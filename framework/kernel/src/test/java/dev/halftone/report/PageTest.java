package dev.halftone.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.experiment.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PageTest {

    private static String html(Analysis analysis) {
        Summary summary =
                new Summary(
                        Path.of("runs/x-12345678"),
                        "x <b>",
                        Mode.SIMULATED,
                        500,
                        List.of(
                                new Summary.ScoreLine(
                                        "top-1",
                                        OptionalDouble.of(82.6),
                                        OptionalDouble.of(79.2),
                                        true)),
                        analysis.outputError(),
                        Blaming.worst(analysis),
                        Blaming.blame(analysis),
                        new Size(4 << 20, 1 << 20, 1 << 20),
                        List.of("half of the values are <not> quantized"));
        Map<String, Object> manifest =
                Map.of("id", "x-12345678", "device", "cpu", "halftone", "0.1.0");
        return new Page(summary, analysis, manifest, "name: x # {{blame}} </pre>", "<svg/>").html();
    }

    @Test
    void needsNothingFromElsewhere() {
        String html = html(BlamingTest.analysis(0.32, 0.01, 0.3));

        assertThat(html).doesNotContain("src=", "href=", "@import", "url(");
        assertThat(html).contains("Chart.js v4.4.9");
        assertThat(html.split("</script>", -1)).hasSize(4);
    }

    @Test
    void saysWhichSiteIsToBlameAndHowToSpareIt() {
        assertThat(html(BlamingTest.analysis(0.32, 0.01, 0.3)))
                .contains("<code>blocks.1:input</code>")
                .contains("- { keep-float: {}, sites: &quot;blocks.1:input&quot; }");
    }

    @Test
    void saysWhatMakesTheNumbersIncomparable() {
        assertThat(html(BlamingTest.analysis(0.32, 0.01)))
                .contains(
                        "Not to be compared with other numbers",
                        "Half of the values are &lt;not&gt; quantized.");
    }

    @Test
    void escapesWhatComesFromOutside() {
        assertThat(html(BlamingTest.analysis(0.32, 0.01)))
                .contains("x &lt;b&gt;", "name: x # {{blame}} &lt;/pre&gt;");
    }

    @Test
    void isReadableWithoutScripts() {
        String html = html(BlamingTest.analysis(0.32, 0.01, 0.3));

        assertThat(html.replaceAll("(?s)<script.*", ""))
                .contains("82.6", "79.2", "-3.4", "30.0 %", "3.00 MiB saved");
    }

    @Test
    void leavesTheChartsOutWhereNothingIsOnAGrid() {
        assertThat(html(Analysis.NONE)).doesNotContain("<canvas", "<script");
    }
}
