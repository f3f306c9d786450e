package dev.halftone.quantizer;

import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import java.util.List;

/**
 * Takes batch normalizations out of the network, so that grids are chosen for the weights that a
 * convolution has without one: W' = W·f and b' = (b − μ)·f + β with f = γ / √(σ² + ε), per output
 * channel. The network's function stays, to rounding; this is what PyTorch's {@code
 * fuse_conv_bn_eval} does (Jacob et al., CVPR 2018, section 3.2).
 *
 * <p>Folded are those right behind a convolution, a transposed one without groups or a fully
 * connected layer ({@code Gemm}) among the step's sites, where nothing else reads what lies
 * between, or the parameters. The layer keeps its path and makes what the normalization made; sites
 * of the normalization are gone. A layer without a bias gets the normalization's, with a new value.
 *
 * <p>Changes weights: decide grids in steps after it.
 */
@Quantizer(id = "fold-batch-norm", doc = "Folds batch normalization into the layers before it.")
public record FoldBatchNorm() implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        List<NormAfter> places = NormAfter.of(bench);
        if (places.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "nothing-to-fold",
                                    "fold-batch-norm wants batch normalizations right behind"
                                            + " convolutions, and there are none among the sites")
                            .hint(
                                    "leave the step out; files of networks for inference often"
                                            + " have them folded already"));
        }
        Plan plan = Plan.EMPTY;
        Graph graph = bench.graph();
        for (NormAfter place : places) {
            plan = place.folded(plan, bench);
            graph = place.without(graph);
        }
        return plan.over(graph);
    }

    @Override
    public boolean keepsBits() {
        return true;
    }
}
