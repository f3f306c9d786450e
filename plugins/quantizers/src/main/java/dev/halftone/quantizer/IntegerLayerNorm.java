package dev.halftone.quantizer;

import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
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
import java.util.List;
import java.util.Map;

/**
 * Computes layer normalization in integers, as FQ-ViT's QIntLayerNorm (Lin et al., IJCAI 2022); see
 * {@link IntegerNorm} for the formulas.
 *
 * <p>The scales are those of the grids which earlier steps gave the input ({@code
 * power-of-two-factor}: one per channel, all whole multiples of the smallest) and the output, or
 * whatever reads it (one scale); where there is none, this step lays one over everything seen.
 */
@Quantizer(id = "integer-layer-norm", doc = "Computes layer normalization in integers.")
public record IntegerLayerNorm(
        @Param(
                        doc = "Bits of input and output, where no earlier step decided.",
                        byDefault = "8",
                        min = 4,
                        max = 16)
                int bits)
        implements QuantizationStep {

    private static final double WHOLE = 1e-3;

    @Override
    public Plan plan(Workbench bench) {
        Neighbours around = new Neighbours(bench);
        List<Node> norms = around.meant("LayerNormalization");
        if (norms.isEmpty()) {
            throw Neighbours.none("integer-layer-norm", "layer normalization");
        }
        Map<Site, Affine> laid = around.covering(open(around, norms), bits);
        Plan plan = Plan.EMPTY;
        Map<String, Node> rewritten = new HashMap<>();
        for (Node node : norms) {
            Site input = around.at(node, Role.OPERAND);
            Site output = around.at(node, Role.OUTPUT);
            plan = laid.containsKey(input) ? plan.with(input, laid.get(input)) : plan;
            plan = laid.containsKey(output) ? plan.with(output, laid.get(output)) : plan;
            Affine before = around.gridBefore(node).orElse(laid.get(input));
            Affine after = around.gridAfter(node).orElse(laid.get(output));
            check(node, input, before, output, after);
            IntegerNorm norm = new IntegerNorm(before.scale(), after.scale().get(0));
            long channels = bench.parameter(node.input(1)).size();
            rewritten.put(node.name(), node.computing(norm.body(node, channels)));
        }
        return plan.over(bench.graph().replacing(rewritten));
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    private static List<Site> open(Neighbours around, List<Node> norms) {
        List<Site> open = new ArrayList<>();
        for (Node node : norms) {
            if (around.gridBefore(node).isEmpty()) {
                open.add(around.at(node, Role.OPERAND));
            }
            if (around.gridAfter(node).isEmpty()) {
                open.add(around.at(node, Role.OUTPUT));
            }
        }
        return open;
    }

    private static void check(Node node, Site input, Affine before, Site output, Affine after) {
        if (node.attributes().integer("axis", -1) != -1) {
            throw problem("axis", "'" + node.path() + "' does not normalize its last dimension");
        }
        if (before.group() > 0 || !multiples(before.scale())) {
            throw problem("scales", "the scales of '" + input.id() + "' are no whole multiples");
        }
        if (after.scale().size() > 1) {
            throw problem("scales", "'" + output.id() + "' has more than one scale");
        }
    }

    private static boolean multiples(List<Float> scales) {
        double smallest = scales.stream().mapToDouble(s -> s).min().orElseThrow();
        return scales.stream()
                .mapToDouble(scale -> scale / smallest)
                .allMatch(ratio -> Math.abs(ratio - Math.rint(ratio)) <= WHOLE * ratio);
    }

    private static ProblemException problem(String what, String message) {
        return new ProblemException(
                Problem.of(
                                "integer-norm-" + what,
                                "integer-layer-norm cannot work here: " + message)
                        .hint("power-of-two-factor gives inputs that fit, uniform outputs"));
    }
}
