package dev.halftone.phase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EffortTest {
    private static final List<Site> SITES = List.of(site("a"), site("b"), site("c"), site("d"));
    private static final Map<String, Double> SQNR =
            Map.of("a:input", 40.0, "b:input", 10.0, "c:input", Double.NaN, "d:input", 20.0);

    private static Site site(String path) {
        return new Site(
                path + ":input",
                path,
                Role.INPUT,
                "MatMul",
                path + "/MatMul",
                new Site.Read(0),
                Optional.empty(),
                -1,
                Map.of());
    }

    @Test
    void measuresTheNoisiestInTheirOwnOrder() {
        assertThat(new Effort(2).measured(SITES, site -> SQNR.get(site.id())))
                .extracting(Site::path)
                .containsExactly("b", "d");
        assertThat(new Effort(4).measured(SITES, site -> SQNR.get(site.id()))).isEqualTo(SITES);
    }

    @Test
    void followsFromParametersAndInputsAlone() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var weights = List.of(manager.zeros(new Shape(1000, 1000)));

            assertThat(Effort.of(weights, 1_000_000).sites()).isEqualTo(2000);
            assertThat(Effort.of(weights, 20_000_000).sites()).isEqualTo(100);
            assertThat(Effort.of(weights, Long.MAX_VALUE / 2).sites())
                    .as("a few, however large")
                    .isEqualTo(8);
        }
    }
}
