package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.QuantizationStep;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What a step makes of networks in which something is constant, zero, tiny or huge. */
final class OddNetworks {
    static final String FINITE = "makes numbers of odd networks, or says what to do about them";

    private static final Map<String, TinyNetwork> NETWORKS =
            new TreeMap<>(
                    Map.of(
                            "a layer of zeros", new TinyNetwork("blocks.0.mlp.fc1.", 0),
                            "a constant activation", new TinyNetwork("patch_embed.", 0),
                            "a norm that gives zeros", new TinyNetwork("blocks.0.norm1.", 0),
                            "tiny weights", new TinyNetwork("blocks.0.mlp.fc1.weight", 1e-42f),
                            "huge weights", new TinyNetwork("blocks.0.mlp.fc1.weight", 1e30f)));

    private final Supplier<QuantizationStep> step;
    private final Lab lab;

    private OddNetworks(Supplier<QuantizationStep> step, Lab lab) {
        this.step = step;
        this.lab = lab;
    }

    static Promise promise(Supplier<QuantizationStep> step, Lab lab) {
        OddNetworks odd = new OddNetworks(step, lab);
        return new Promise(
                FINITE,
                () ->
                        NETWORKS.forEach(
                                (what, network) -> {
                                    odd.look("alone, " + what, network, false);
                                    odd.look("after 8 bits, " + what, network, true);
                                }));
    }

    private void look(String what, TinyNetwork network, boolean quantized) {
        try (TinyBench bench = new TinyBench(network, lab, quantized)) {
            Plan plan = bench.plan().then(step.get().plan(bench));
            plan.parameters()
                    .forEach((name, array) -> finite(name + ", " + what, array.toFloatArray()));
            plan.decisions()
                    .forEach(
                            (site, decision) ->
                                    decision.grid().ifPresent(grid -> finite(site, grid, what)));
            try (NDManager inside = lab.manager().newSubManager();
                    Program program = bench.program(bench.graph(), plan, Set.of())) {
                finite(
                        "answer, " + what,
                        program.run(TinyNetwork.inputs(inside, 0)).get(0).toFloatArray());
            }
        } catch (ProblemException refused) {
            assertThat(refused.problems())
                    .as("what to do about '%s', %s", refused.getMessage(), what)
                    .allSatisfy(p -> assertThat(p.hint().orElse("")).isNotBlank());
        }
    }

    private static void finite(String site, Grid grid, String what) {
        grid.arrays().forEach((name, array) -> finite(site + "." + name + ", " + what, array));
    }

    private static void finite(String what, float[] values) {
        for (float value : values) {
            assertThat(Float.isFinite(value)).as("%s is finite, %s", value, what).isTrue();
        }
    }
}
