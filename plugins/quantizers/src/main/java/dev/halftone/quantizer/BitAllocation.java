package dev.halftone.quantizer;

import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Levels;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.training.Allocation;
import dev.halftone.training.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Gives every layer as many bits as it needs, within a budget: mixed precision. The sensitivity of
 * a layer is measured: the relative squared error ‖ŷ − y‖² / ‖y‖² of the network's output when that
 * layer alone is quantized with so many bits, the rest in float (as in Wang et al., HAQ, and Dong
 * et al., HAWQ, who estimate it by other means). The errors are taken to add up; the choice is
 * greedy by the error saved per bit, along each layer's convex hull: the optimum of the relaxed
 * knapsack and at most one step from the exact one, without a solver.
 *
 * <p>Weights are symmetric and per channel. The budget counts the weights among the step's sites;
 * with {@code activations} the input of a layer gets as many bits as its weight.
 */
@Quantizer(
        id = "bit-allocation",
        doc = "Chooses bits layer by layer under a budget, from measured sensitivity.")
public record BitAllocation(
        @Param(doc = "Bits that a layer may have.", byDefault = "[3, 4, 6, 8]") List<Integer> bits,
        @Param(doc = "Mean bits per weight.", byDefault = "5", min = 1, max = 16) double meanBits,
        @Param(doc = "Size of the weights in MiB, instead of the mean.", min = 0)
                Optional<Double> sizeMib,
        @Param(doc = "How ranges are chosen.", byDefault = "min-max") RangeObserver observer,
        @Param(doc = "Calibration images looked at.", byDefault = "16", min = 1) int images,
        @Param(doc = "Whether inputs of layers get their bits too.", byDefault = "false")
                boolean activations)
        implements QuantizationStep {

    public BitAllocation {
        if (bits.isEmpty() || bits.stream().anyMatch(width -> width < 2 || width > 16)) {
            throw new ProblemException(
                    Problem.of(
                                    "wrong-value",
                                    "'bits' takes whole numbers from 2 to 16, not " + bits)
                            .hint("[3, 4, 6, 8] offers four widths"));
        }
        bits = bits.stream().sorted().distinct().toList();
        if (sizeMib.isEmpty() && meanBits < bits.get(0)) {
            throw new ProblemException(tooSmall(meanBits, bits.get(0)));
        }
    }

    @Override
    public Plan plan(Workbench bench) {
        List<Site> layers = bench.sites().stream().filter(Site::isWeight).toList();
        if (layers.isEmpty()) {
            throw new ProblemException(
                    Problem.of("no-site", "'bit-allocation' is given no weight to share bits among")
                            .hint("'sites' may be \"**:weight\""));
        }
        long[] sizes = sizes(bench, layers);
        long budget = budget(sizes);
        List<Site> inputs = bench.sites().stream().filter(s -> s.role() == Role.INPUT).toList();
        List<Site> seen = new ArrayList<>(layers);
        seen.addAll(activations ? inputs : List.of());
        Map<Site, Distribution> values = bench.distributions(seen);
        double[][] errors = errors(bench, layers, values);
        int[] choice = new Allocation(bits, sizes, errors).choose(budget);
        Plan plan = Plan.EMPTY;
        for (int i = 0; i < choice.length; i++) {
            String because =
                    String.format(Locale.ROOT, "alone it errs by %.2g", errors[i][choice[i]]);
            plan = plan.then(decided(layers.get(i), bits.get(choice[i]), values, because));
        }
        return plan;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    private double[][] errors(Workbench bench, List<Site> layers, Map<Site, Distribution> values) {
        double[][] errors = new double[layers.size()][bits.size()];
        Sensitivity sensitivity = new Sensitivity(bench, images);
        try (Progress progress =
                bench.progress("measure layers", (long) layers.size() * bits.size())) {
            for (int i = 0; i < errors.length; i++) {
                for (int j = 0; j < errors[i].length; j++) {
                    Plan alone = bench.plan().withoutGrids();
                    errors[i][j] =
                            sensitivity.error(
                                    alone.then(decided(layers.get(i), bits.get(j), values, "")));
                    progress.advance(1);
                }
            }
        }
        return errors;
    }

    private static long[] sizes(Workbench bench, List<Site> layers) {
        return layers.stream()
                .map(layer -> bench.graph().parameters().get(layer.parameter().orElseThrow()))
                .mapToLong(parameter -> parameter.shape().size())
                .toArray();
    }

    private long budget(long[] sizes) {
        long values = LongStream.of(sizes).sum();
        double budget = sizeMib.map(mib -> mib * 8 * (1 << 20)).orElse(values * meanBits);
        if (budget < values * bits.get(0)) {
            throw new ProblemException(tooSmall(budget / values, bits.get(0)));
        }
        return (long) budget;
    }

    private static Problem tooSmall(double mean, int fewest) {
        String message = "a budget of %.2f bits per weight is less than the fewest bits, %d";
        return Problem.of("budget-too-small", String.format(Locale.ROOT, message, mean, fewest))
                .hint("raise the budget, or add fewer bits to 'bits'");
    }

    private Plan decided(Site weight, int width, Map<Site, Distribution> values, String because) {
        Plan plan = Plan.EMPTY.with(weight, decision(weight, width, values, because));
        for (Site site : values.keySet()) {
            if (site.role() == Role.INPUT && site.path().equals(weight.path())) {
                plan = plan.with(site, decision(site, width, values, because));
            }
        }
        return plan;
    }

    private Decision decision(
            Site site, int width, Map<Site, Distribution> values, String because) {
        Levels levels = Levels.of(width, site.isWeight());
        Granularity shared = site.isWeight() ? Granularity.CHANNEL : Granularity.TENSOR;
        Grid grid =
                Affine.covering(observer.range(values.get(site).by(shared), levels), levels)
                        .along(site.channelAxis());
        return new Decision(Optional.of(grid), "", Optional.of(because).filter(b -> !b.isEmpty()));
    }
}
