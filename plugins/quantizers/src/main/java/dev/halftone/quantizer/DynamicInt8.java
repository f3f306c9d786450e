package dev.halftone.quantizer;

import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Reach;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;

/**
 * Quantizes linear layers as PyTorch's {@code torch.ao.quantization.quantize_dynamic} does on x86
 * (FBGEMM), with nothing to calibrate: weights once, symmetric, s = max|w| / 127.5, codes −128 to
 * 127, round(w · (1/s)); inputs at each call, see {@link DynamicAffine}. Convolutions, attention
 * products and biases stay in float.
 */
@Quantizer(id = "dynamic-int8", doc = "Quantizes linear layers; input scales come at each call.")
public record DynamicInt8(
        @Param(
                        doc =
                                "Inputs in 7 bits, so that FBGEMM's 16-bit sums cannot overflow (x86)"
                                        + " instead of 8 (ARM).",
                        byDefault = "true")
                boolean reduceRange,
        @Param(
                        doc =
                                "What shares a weight's scale: tensor (PyTorch's default) or channel.",
                        byDefault = "tensor")
                Granularity weights)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        List<Site> sites = bench.sites().stream().filter(DynamicInt8::isLinear).toList();
        if (sites.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "no-site",
                                    "dynamic-int8 is for weights and inputs of linear layers, and no"
                                            + " site given to it is one")
                            .hint("leave 'sites' out for all of them"));
        }
        Map<Site, Distribution> seen =
                bench.distributions(sites.stream().filter(Site::isWeight).toList());
        Plan plan = Plan.EMPTY;
        for (Site site : sites) {
            plan =
                    site.isWeight()
                            ? plan.with(site, weight(site, seen.get(site)))
                            : plan.with(site, new DynamicAffine(reduceRange ? 7 : 8));
        }
        return plan;
    }

    private static boolean isLinear(Site site) {
        boolean product = site.op().equals("MatMul") || site.op().equals("Gemm");
        return product && (site.isWeight() || site.role() == Role.INPUT);
    }

    private Affine weight(Site site, Distribution seen) {
        Levels levels = Levels.of(8, true).reaching(Reach.HALF_SPAN);
        Affine grid = Affine.covering(seen.by(weights).range(), levels);
        return switch (weights.kind()) {
            case TENSOR -> grid.rounding(Rounding.RECIPROCAL);
            case CHANNEL -> grid.along(site.channelAxis()).rounding(Rounding.RECIPROCAL);
            case GROUP -> grid.grouped(weights.size()).rounding(Rounding.RECIPROCAL);
        };
    }
}
