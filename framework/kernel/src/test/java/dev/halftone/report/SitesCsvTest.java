package dev.halftone.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.engine.Apart;
import dev.halftone.engine.Contrast.SiteError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SitesCsvTest {

    @Test
    void writesOneLinePerSite() {
        SiteLine line = BlamingTest.line("blocks.0", 0.25);

        assertThat(SitesCsv.text(List.of(line), Set.of(), Map.of()))
                .isEqualTo(
                        """
                        site,role,bits,grid,min,max,own_sqnr_db,sqnr_db,cosine,mse,impact,runs,steps_apart,codes_apart
                        blocks.0:input,input,8,uint8 per tensor,-1,2,20,16.989700043360187,\
                        0.98,0.01,0.25,simulated,,
                        """);
    }

    @Test
    void writesInfiniteWhereNothingIsLostAndNothingWhereNothingIsKnown() {
        SiteLine line = BlamingTest.line("x", 0);
        SiteError perfect = new SiteError(0, 0, 10, 0, 0, 0, 0, 0);
        SiteError exact = new SiteError(0, 1, 10, 5, 0, 0, 5, 5);

        assertThat(
                        SitesCsv.text(
                                List.of(
                                        new SiteLine(line.site(), line.grid(), perfect, 0),
                                        new SiteLine(line.site(), line.grid(), exact, 0)),
                                Set.of("x:input"),
                                Map.of("x:input", new Apart(1, 0.25))))
                .contains("x:input,input,8,uint8 per tensor,0,0,,,,0,0,integer,1,0.25\n")
                .contains("x:input,input,8,uint8 per tensor,0,1,inf,inf,1,0,0,integer,1,0.25\n");
    }
}
