package dev.halftone.quantizer;

import dev.halftone.grid.Affine;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.grid.Reach;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives query, key and value of an attention one range, the union of theirs, so that one integer
 * product can make all three: FasterTransformer's {@code --fuse-qkv}, which does so for what the
 * two products of the attention read, and for weights and products of separate query, key and value
 * layers. To be put after the step that decides these grids; grids per channel or group stay.
 */
@Quantizer(id = "fuse-qkv-ranges", doc = "Gives query, key and value of an attention one range.")
public record FuseQkvRanges() implements QuantizationStep {
    private static final Set<String> LAYERS =
            Set.of("q", "k", "v", "query", "key", "value", "q_proj", "k_proj", "v_proj");

    @Override
    public Plan plan(Workbench bench) {
        Map<String, List<Site>> families = new LinkedHashMap<>();
        for (Site site : bench.sites()) {
            family(site)
                    .filter(family -> grid(bench, site).isPresent())
                    .ifPresent(
                            family ->
                                    families.computeIfAbsent(family, f -> new ArrayList<>())
                                            .add(site));
        }
        if (families.isEmpty()) {
            throw nothing();
        }
        Plan plan = Plan.EMPTY;
        for (List<Site> family : families.values()) {
            Affine one =
                    family.stream()
                            .map(site -> grid(bench, site).orElseThrow())
                            .reduce(FuseQkvRanges::union)
                            .orElseThrow();
            for (Site site : family) {
                plan = plan.with(site, one);
            }
        }
        return plan;
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    private static ProblemException nothing() {
        return new ProblemException(
                Problem.of(
                                "nothing-to-fuse",
                                "fuse-qkv-ranges wants queries, keys and values on affine grids per"
                                        + " tensor, and there are none")
                        .hint("decide them in a step before, with 'granularity: tensor'"));
    }

    private static Optional<String> family(Site site) {
        String path = site.path();
        String last = path.substring(path.lastIndexOf('.') + 1);
        return switch (site.role()) {
            case QUERY, KEY, VALUE -> Optional.of(path + ":qkv");
            case WEIGHT, PRODUCT ->
                    LAYERS.contains(last)
                            ? Optional.of(
                                    path.substring(0, path.length() - last.length())
                                            + ":"
                                            + site.role().word())
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Affine> grid(Workbench bench, Site site) {
        return bench.plan()
                .grid(site.id())
                .filter(Affine.class::isInstance)
                .map(Affine.class::cast)
                .filter(grid -> grid.scale().size() == 1 && grid.group() == 0);
    }

    private static Affine union(Affine one, Affine other) {
        if (symmetric(one) && symmetric(other)) {
            return one.scale().get(0) >= other.scale().get(0) ? one : other;
        }
        Range range = covered(one).union(covered(other));
        Levels codes = new Levels(one.low(), one.high(), false, Reach.LAST_CODE);
        return Affine.covering(range, codes).rounding(one.rounding());
    }

    private static boolean symmetric(Affine grid) {
        return grid.low() < 0 && grid.zeroPoint().get(0) == 0;
    }

    private static Range covered(Affine grid) {
        float scale = grid.scale().get(0);
        int zero = grid.zeroPoint().get(0);
        return Range.of((grid.low() - zero) * scale, (grid.high() - zero) * scale);
    }
}
