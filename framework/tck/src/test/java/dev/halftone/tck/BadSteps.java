package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Steps that break a promise each. */
public final class BadSteps {
    private static final String PARAMETER = "head.bias";

    private BadSteps() {}

    /** Nothing wrong with it. */
    @Quantizer(id = "good-step", doc = "Eight bits for every weight.")
    public record Good() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            Plan plan = Plan.EMPTY;
            for (Site site : bench.sites()) {
                if (site.isWeight()) {
                    var seen = bench.distributions(List.of(site)).get(site);
                    plan = plan.with(site, Affine.covering(seen.range(), 8, true));
                }
            }
            return plan;
        }
    }

    @Quantizer(id = "moody-step", doc = "Another parameter each time.")
    public record Moody() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            float now = System.nanoTime() % 1_000_003;
            return Plan.EMPTY.with(PARAMETER, bench.parameter(PARAMETER).mul(0).add(now));
        }
    }

    @Quantizer(id = "lost-step", doc = "Decides about a site that is not there.")
    public record Lost() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            Decision decision = new Decision(Optional.empty(), "", Optional.empty());
            return new Plan(Map.of("nowhere:weight", decision), Map.of(), Optional.empty());
        }
    }

    @Quantizer(id = "sly-step", doc = "Four bits for a site that it says it leaves as it is.")
    public record Sly() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            return Plan.EMPTY.with(bench.sites().get(0), Affine.covering(Range.of(0, 1), 4, false));
        }

        @Override
        public Map<Site, OptionalInt> widths(Graph graph, List<Site> sites) {
            return Map.of();
        }
    }

    @Quantizer(id = "poisoned-step", doc = "Puts NaN into a parameter.")
    public record Poisoned() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            NDArray nan = bench.parameter(PARAMETER).mul(Float.NaN);
            return Plan.EMPTY.with(PARAMETER, nan);
        }
    }

    @Quantizer(id = "careless-step", doc = "Divides a weight by its largest value.")
    public record Careless() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            String name = "blocks.0.mlp.fc1.weight";
            NDArray weight = bench.parameter(name);
            return Plan.EMPTY.with(name, weight.div(weight.abs().max()));
        }
    }

    @Quantizer(id = "sliding-step", doc = "Grids on which nothing stays.")
    public record Sliding() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            return Plan.EMPTY.with(bench.sites().get(0), new BadQuantizers.Half(4));
        }
    }

    @Quantizer(id = "grumpy-step", doc = "Refuses everything.")
    public record Grumpy() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            throw new ProblemException(
                    Problem.of("no", "grumpy-step wants another network").hint("find one"));
        }
    }

    @Quantizer(id = "silent-step", doc = "Refuses grids and does not say what to do.")
    public record Silent() implements QuantizationStep {
        @Override
        public Plan plan(Workbench bench) {
            if (!bench.plan().decisions().isEmpty()) {
                throw new ProblemException(Problem.of("no", "silent-step wants no grids"));
            }
            return Plan.EMPTY;
        }
    }
}
