package dev.halftone.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.engine.Contrast.SiteError;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlamingTest {

    static SiteLine line(String path, double impact) {
        Site site =
                new Site(
                        path + ":input",
                        path,
                        Role.INPUT,
                        "MatMul",
                        path + "/MatMul",
                        new Site.Read(0),
                        Optional.empty(),
                        -1,
                        Map.of());
        SiteError error = new SiteError(-1, 2, 100, 50, 0.5, 1, 49, 50);
        return new SiteLine(site, Affine.covering(Range.of(-1, 2), 8, false), error, impact);
    }

    static Analysis analysis(double whole, double... impacts) {
        List<SiteLine> lines = new ArrayList<>();
        for (double impact : impacts) {
            lines.add(line("blocks." + lines.size(), impact));
        }
        return new Analysis(8, lines, OptionalDouble.of(whole));
    }

    @Test
    void namesTheSiteThatMovesTheOutputsHalfAsFarAsAllTogether() {
        List<Blame> blame = Blaming.blame(analysis(0.32, 0.01, 0.30, 0.02));

        assertThat(blame).singleElement().satisfies(BlamingTest::isTheSecond);
    }

    private static void isTheSecond(Blame blame) {
        assertThat(blame.site()).isEqualTo("blocks.1:input");
        assertThat(blame.fix()).isEqualTo("- { keep-float: {}, sites: \"blocks.1:input\" }");
        assertThat(blame.why())
                .isEqualTo(
                        "the input of blocks.1: quantized alone to uint8 per tensor, it changes"
                                + " the outputs by 30.0 %; the whole plan changes them by 32.0 %");
    }

    @Test
    void namesASiteThatIsThreeTimesAsBadAsTheNext() {
        assertThat(Blaming.blame(analysis(0.7, 0.1, 0.31, 0.05))).hasSize(1);
    }

    @Test
    void namesNothingWhereManySitesShareTheError() {
        assertThat(Blaming.blame(analysis(0.3, 0.1, 0.1, 0.09, 0.08))).isEmpty();
    }

    @Test
    void namesNothingWhereThereIsNextToNoError() {
        assertThat(Blaming.blame(analysis(0.002, 0.0001, 0.002))).isEmpty();
        assertThat(Blaming.blame(Analysis.NONE)).isEmpty();
    }

    @Test
    void listsTheWorstFiveWorstFirst() {
        List<SiteLine> worst = Blaming.worst(analysis(1, 0.1, 0.7, 0.3, 0.2, 0.6, 0.5, 0.4));

        assertThat(worst).extracting(SiteLine::impact).containsExactly(0.7, 0.6, 0.5, 0.4, 0.3);
    }

    @Test
    void saysNothingOfSitesThatWereNotMeasured() {
        Analysis analysis = analysis(0.32, Double.NaN, 0.30, Double.NaN, 0.02);

        assertThat(Blaming.worst(analysis))
                .extracting(SiteLine::impact)
                .containsExactly(0.30, 0.02);
        assertThat(Blaming.blame(analysis)).singleElement().satisfies(BlamingTest::isTheSecond);
        assertThat(SitesCsv.text(analysis.sites(), Set.of(), Map.of()))
                .contains(
                        "blocks.0:input,input,8,uint8 per tensor,-1,2,20,16.989700043360187,0.98,0.01,,");
    }
}
