package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Levels;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.quantize.Distribution;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Against the largest magnitude that PyTorch finds: reference/steps.py made the number. */
final class FuseQkvRangesTest {
    private static final Levels LEVELS = Levels.of(8, true);

    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void fusesTheRangesOfQueryKeyAndValue() {
        Reference reference = Reference.read();
        Desk desk = reference.desk(ENGINE);
        List<Site> three =
                desk.sites().stream()
                        .filter(s -> List.of(Role.QUERY, Role.KEY, Role.VALUE).contains(s.role()))
                        .toList();
        Plan plan = Plan.EMPTY;
        for (Map.Entry<Site, Distribution> seen : desk.distributions(three).entrySet()) {
            plan = plan.with(seen.getKey(), Affine.covering(seen.getValue().range(), LEVELS));
        }

        Plan fused = new FuseQkvRanges().plan(desk.after(plan));

        assertThat(fused.decisions().keySet())
                .containsExactlyInAnyOrder("attn:query", "attn:key", "attn:value");
        for (Decision decision : fused.decisions().values()) {
            Affine grid = (Affine) decision.grid().orElseThrow();
            assertThat(grid.scale().get(0)).isCloseTo(reference.fused(), within(1e-6f));
        }
    }
}
