package dev.halftone.quantizer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.grid.LogGrid;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Computes softmax in integers and gives powers of two: FQ-ViT's Log-Int-Softmax (Lin et al.,
 * FQ-ViT: Post-Training Quantization for Fully Quantized Vision Transformer, IJCAI 2022). The
 * exponential is I-BERT's polynomial, see {@link IntegerSoftmax}; a probability is 2^(−k) with k =
 * round(log2(Σe / e)), or zero where k has no code.
 *
 * <p>The scale is that of the grid which earlier steps gave the softmax's input, one for the
 * tensor; where there is none, this step lays one over everything seen there.
 */
@Quantizer(id = "log-int-softmax", doc = "Computes softmax in integers; gives powers of two.")
public record LogIntSoftmax(
        @Param(doc = "Bits per probability.", byDefault = "4", min = 2, max = 8) int bits,
        @Param(
                        doc = "Bits of the input, where no earlier step decided.",
                        byDefault = "8",
                        min = 4,
                        max = 16)
                int inputBits)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        Neighbours around = new Neighbours(bench);
        List<Node> softmaxes = around.meant("Softmax");
        if (softmaxes.isEmpty()) {
            throw Neighbours.none("log-int-softmax", "softmax");
        }
        Map<Node, Affine> before = new LinkedHashMap<>();
        Plan plan = inputs(around, softmaxes, before);
        Map<String, Node> rewritten = new HashMap<>();
        for (Node node : softmaxes) {
            Site input = around.at(node, Role.OPERAND);
            Graph body = IntegerSoftmax.of(node, scale(input, before.get(node)), bits);
            rewritten.put(node.name(), node.computing(body));
            LogGrid powers = new LogGrid(bits, 1, 1);
            plan = plan.with(around.at(node, Role.OUTPUT), powers);
            for (Site reader : around.readers(node)) {
                plan = plan.with(reader, powers);
            }
        }
        return plan.over(bench.graph().replacing(rewritten));
    }

    /** Finds or lays the grids that the softmaxes read from; the plan has those that are new. */
    private Plan inputs(Neighbours around, List<Node> softmaxes, Map<Node, Affine> grids) {
        List<Site> open = new ArrayList<>();
        for (Node node : softmaxes) {
            Optional<Affine> known = around.gridBefore(node);
            known.ifPresent(grid -> grids.put(node, grid));
            if (known.isEmpty()) {
                open.add(around.at(node, Role.OPERAND));
            }
        }
        Map<Site, Affine> laid = around.covering(open, inputBits);
        Plan plan = Plan.EMPTY;
        for (Node node : softmaxes) {
            Affine own = laid.get(around.at(node, Role.OPERAND));
            if (own != null) {
                grids.put(node, own);
                plan = plan.with(around.at(node, Role.OPERAND), own);
            }
        }
        return plan;
    }

    private static float scale(Site input, Affine grid) {
        if (grid.scale().size() > 1) {
            throw new ProblemException(
                    Problem.of(
                                    "not-one-scale",
                                    "log-int-softmax needs one scale for '"
                                            + input.id()
                                            + "', and there are "
                                            + grid.scale().size())
                            .hint("quantize it per tensor"));
        }
        float scale = grid.scale().get(0);
        if (scale > IntegerSoftmax.COARSEST) {
            throw new ProblemException(
                    Problem.of(
                                    "too-coarse",
                                    "the scale of '%s' is %.3g, and the integer exponential needs at most %.3g"
                                            .formatted(input.id(), scale, IntegerSoftmax.COARSEST))
                            .hint("give it more bits, or an observer that cuts outliers off"));
        }
        return scale;
    }
}
