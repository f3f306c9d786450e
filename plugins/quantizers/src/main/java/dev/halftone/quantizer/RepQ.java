package dev.halftone.quantizer;

import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Channel-wise grids after a LayerNorm that cost nothing at run time, and log-√2 grids for
 * probabilities: RepQ-ViT (Li et al., ICCV 2023).
 *
 * <p>Every channel gets a scale s_c and zero point z_c of its own; their means s̃ and z̃ become the
 * grid of the whole tensor. With r = s / s̃ and d = z − z̃ the norm's β' = (β + s∘d) / r and γ' = γ
 * / r and the next layers' W' = W·diag(r) and b' = b − W(s∘d) leave the network's function as it
 * is, and the one grid falls on the new values as the channels' own fell on the old. z̃ is rounded,
 * as integers need it, and d with it.
 *
 * <p>Changes weights: decide their grids in a step after it, and those of other activations before.
 */
@Quantizer(
        id = "rep-q",
        doc = "Channel-wise ranges after norms, folded into the weights; log-√2 probabilities.")
public record RepQ(
        @Param(doc = "Bits per value.", byDefault = "6", min = 2, max = 16) int bits,
        @Param(doc = "How the range of a channel is chosen.", byDefault = "percentile")
                RangeObserver observer,
        @Param(doc = "Bits of the probabilities; their grids stay without.", min = 2, max = 8)
                Optional<Integer> probabilities)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        List<AfterNorm> places = AfterNorm.of(bench.graph(), bench.sites());
        List<Site> rows =
                bench.sites().stream().filter(s -> s.role() == Role.PROBABILITIES).toList();
        if (places.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "nothing-to-fold",
                                    "rep-q wants linear layers that alone read a LayerNorm, and"
                                            + " there are none among the sites")
                            .hint("'sites' must match the inputs of all layers after a norm"));
        }
        Plan plan = Plan.EMPTY;
        Map<AfterNorm, Range> ranges = ranges(bench, places);
        for (AfterNorm place : places) {
            plan = folded(plan, bench, place, ranges.get(place));
        }
        if (probabilities.isPresent()) {
            LogSqrt2 grid = new LogSqrt2(probabilities.get(), Optional.empty());
            Map<Site, Distribution> seen = bench.distributions(rows);
            for (Site site : rows) {
                plan = plan.with(site, grid.grid(site, seen.get(site)));
            }
        }
        return plan;
    }

    @Override
    public Map<Site, OptionalInt> widths(Graph graph, List<Site> sites) {
        Map<Site, OptionalInt> widths = new LinkedHashMap<>();
        AfterNorm.of(graph, sites).stream()
                .flatMap(place -> place.inputs().stream())
                .forEach(site -> widths.put(site, OptionalInt.of(bits)));
        sites.stream()
                .filter(site -> probabilities.isPresent() && site.role() == Role.PROBABILITIES)
                .forEach(site -> widths.put(site, OptionalInt.empty()));
        return widths;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    private Map<AfterNorm, Range> ranges(Workbench bench, List<AfterNorm> places) {
        List<Site> sites = places.stream().map(place -> place.inputs().get(0)).toList();
        Map<Site, Distribution> seen = bench.distributions(sites);
        Map<AfterNorm, Range> ranges = new LinkedHashMap<>();
        for (AfterNorm place : places) {
            Distribution channels = seen.get(place.inputs().get(0)).by(Granularity.CHANNEL);
            ranges.put(place, observer.range(channels, Levels.of(bits, false)));
        }
        return ranges;
    }

    private Plan folded(Plan plan, Workbench bench, AfterNorm place, Range range) {
        Levels levels = Levels.of(bits, false);
        int channels = range.count();
        float[] scales = new float[channels];
        int[] zeros = new int[channels];
        double scale = 0;
        double zero = 0;
        List<Integer> alive = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            if (range.high().get(c) > 0 || range.low().get(c) < 0) {
                scales[c] = levels.scale(range.low().get(c), range.high().get(c));
                zeros[c] = levels.zeroPoint(range.low().get(c), scales[c]);
                scale += scales[c];
                zero += zeros[c];
                alive.add(c);
            }
        }
        float mean = alive.isEmpty() ? 1 : (float) (scale / alive.size());
        int centre = alive.isEmpty() ? 0 : (int) Math.rint(zero / alive.size());
        float[] factor = new float[channels];
        float[] shift = new float[channels];
        Arrays.fill(factor, 1);
        for (int c : alive) {
            factor[c] = scales[c] / mean;
            shift[c] = scales[c] * (zeros[c] - centre);
        }
        Plan answer = place.divided(plan, bench, factor, biased(place, shift));
        Affine grid =
                new Affine(
                        List.of(mean),
                        List.of(centre),
                        levels.low(),
                        levels.high(),
                        0,
                        0,
                        Rounding.DIVIDE);
        for (Site site : place.inputs()) {
            answer = answer.with(site, grid);
        }
        return answer;
    }

    private static Optional<float[]> biased(AfterNorm place, float[] shift) {
        place.layers().stream()
                .filter(layer -> layer.bias().isEmpty())
                .findFirst()
                .ifPresent(
                        layer -> {
                            throw new ProblemException(
                                    Problem.of(
                                            "no-bias",
                                            "rep-q moves zero points into biases, and '"
                                                    + layer.product().path()
                                                    + "' has none"));
                        });
        return Optional.of(shift);
    }
}
