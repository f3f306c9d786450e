package dev.halftone.quantizer;

import static java.util.stream.Collectors.joining;

import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import dev.halftone.training.LeakyStep;
import dev.halftone.training.Rebuilding;
import dev.halftone.training.Reconstruction;
import dev.halftone.training.Weighting;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rebuilds units of the network, one after the other, so that each makes of quantized inputs what
 * the float unit makes of float ones: rounding of weights (AdaRound, Nagel et al., ICML 2020) and
 * scales of activations are learned on the calibration data, while activations are quantized at
 * random (QDrop, Wei et al., ICLR 2022; settings as in PTQ4SAM, Lv et al., CVPR 2024). In float
 * activations it is BRECQ (Li et al., ICLR 2021). Grids must have been decided before.
 *
 * <p>Loss of a unit: the mean over images and features of Σ over the second dimension of (ŷ − y)²,
 * plus λ·Σ(1 − |2h − 1|^β) over all weights after the warm-up, β falling in a straight line. Adam
 * moves both; the rate of scales falls along half a cosine. A unit's input, too, is element by
 * element the quantized network's, or with the probability {@code drop} the float network's.
 *
 * <p>With {@code loss: fisher} each square is multiplied by w = Σₖ (∂yₖ/∂z)², z the value in the
 * float network and y that network's first output: estimated with four vectors of random signs per
 * image, divided by its mean over the unit. A value that is large where nothing reads it then no
 * longer decides the roundings. In BRECQ (equation 10) w is the squared gradient of the task's
 * loss, which needs labels; in its code, of the divergence between the answers of the float and of
 * the partly quantized network, after 1 was added to its size.
 *
 * <p>In the end every rounding is decided, in every layer; PTQ4SAM's code decides only the first
 * layer's of a unit. It also goes on dropping at evaluation, before every layer with a weight, by
 * mistake: {@code keep-drop-at-evaluation} reproduces that, on values chosen by their own last
 * digits, so that two evaluations agree. Numbers made so are marked and compare with nothing else.
 *
 * <p>Keeps a bookmark after every unit and every 500 steps; a stopped run goes on to the same bits.
 */
@Quantizer(
        id = "reconstruct",
        doc = "Learns rounding and activation scales unit by unit against the float network.",
        example = "{ reconstruct: { units: ['blocks.*'], iters: 20000, drop: 0.5 } }")
public record Reconstruct(
        @Param(
                        doc = "Paths of the modules to rebuild, each as a whole: 'blocks.*'.",
                        required = true)
                List<String> units,
        @Param(doc = "Steps per unit.", byDefault = "20000", min = 1, max = 1000000) int iters,
        @Param(doc = "Images per step.", byDefault = "32", min = 1, max = 65536) int batch,
        @Param(
                        doc = "Share of the steps before roundings are pressed to be decided.",
                        byDefault = "0.2",
                        min = 0,
                        max = 1)
                double warmUp,
        @Param(doc = "The regulariser's exponent at first and in the end.", byDefault = "[20, 2]")
                List<Double> bRange,
        @Param(
                        doc =
                                "Probability that a value stays in float while training; 0 without"
                                        + " QDrop. PTQ4SAM writes 1 minus this.",
                        byDefault = "0.5",
                        min = 0,
                        max = 1)
                double drop,
        @Param(doc = "Weight of the regulariser.", byDefault = "0.01", min = 0) double weight,
        @Param(doc = "Learning rate of roundings.", byDefault = "0.001", min = 0, max = 10)
                double roundingRate,
        @Param(
                        doc = "First learning rate of activation scales; 0 leaves them.",
                        byDefault = "0.00004",
                        min = 0,
                        max = 10)
                double scaleRate,
        @Param(
                        doc =
                                "mse: all errors of a unit count alike. fisher: as much as they change the"
                                        + " network's first output, after BRECQ.",
                        byDefault = "mse")
                Weighting loss,
        @Param(doc = "Activations stay in float meanwhile, as in BRECQ.", byDefault = "false")
                boolean weightOnly,
        @Param(
                        doc =
                                "Reproduces a mistake of PTQ4SAM's code: values go on being dropped"
                                        + " before layers. Marks all numbers.",
                        byDefault = "false")
                boolean keepDropAtEvaluation)
        implements QuantizationStep {

    public Reconstruct {
        if (units.isEmpty()) {
            throw new ProblemException(
                    Problem.of("no-unit", "'units' names no module to rebuild")
                            .hint("for a vision transformer: units: ['blocks.*']"));
        }
        if (bRange.size() != 2 || bRange.stream().anyMatch(b -> b < 1)) {
            String found = bRange.stream().map(Reconstruct::plain).collect(joining(", "));
            throw new ProblemException(
                    Problem.of(
                                    "wrong-value",
                                    "'b-range' takes two numbers of at least 1, not ["
                                            + found
                                            + "]")
                            .hint("[20, 2] falls from 20 to 2"));
        }
        units = List.copyOf(units);
        bRange = List.copyOf(bRange);
    }

    @Override
    public Plan plan(Workbench bench) {
        Reconstruction rebuilt = Reconstruction.ofModules(bench, units, how());
        Plan plan = rebuilt.run();
        return keepDropAtEvaluation ? leaking(bench, plan, rebuilt.sites()) : plan;
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    @Override
    public void check(Graph graph, List<Site> sites) {
        Reconstruction.check(graph, units);
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    /** As it would be written. */
    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private Rebuilding how() {
        return new Rebuilding(
                iters,
                batch,
                warmUp,
                bRange.get(0),
                bRange.get(1),
                weightOnly ? 1 : 1 - drop,
                weight,
                roundingRate,
                scaleRate,
                loss,
                weightOnly);
    }

    private Plan leaking(Workbench bench, Plan decided, Set<String> rebuilt) {
        Plan all = bench.plan().then(decided);
        Plan plan = decided;
        for (Site site : Sites.of(bench.graph())) {
            boolean drops = site.role() == Role.INPUT && rebuilt.contains(site.id());
            if (drops && all.grid(site.id()).orElseThrow().settled() instanceof Affine grid) {
                LeakyStep leaky = LeakyStep.of(grid, 1 - drop);
                plan = plan.with(site, new Decision(Optional.of(leaky), "", leaky.caveat()));
            }
        }
        return plan;
    }
}
