package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.program.Program;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.training.Augment;
import dev.halftone.training.Learned;
import dev.halftone.training.Optimizer;
import dev.halftone.training.Schedule;
import dev.halftone.training.Trainer;
import dev.halftone.training.Training;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Trains every parameter of the network on the calibration data: with the cross-entropy of the
 * first output where pictures have a class, with the loss of Segment Anything where the masks of
 * their prompts are known. Before any grid was decided that is the training of a float model;
 * afterwards it is quantization-aware training, and the scales of the grids are learned too
 * (straight-through gradients, as LSQ; Esser et al., ICLR 2020). Keeps a bookmark after every
 * epoch, from which a stopped run goes on to the same bits.
 */
@Quantizer(id = "train", doc = "Trains all parameters, and the scales of grids decided before.")
public record Train(
        @Param(doc = "Passes over the calibration data.", byDefault = "10", min = 1, max = 10000)
                int epochs,
        @Param(doc = "Pictures per step.", byDefault = "128", min = 1, max = 65536) int batch,
        @Param(doc = "What a gradient does: adam-w or sgd.", byDefault = "adam-w")
                Optimizer optimizer,
        @Param(doc = "Highest learning rate.", byDefault = "0.001", min = 0, max = 100) double rate,
        @Param(doc = "Pull of the layers' weights to zero.", byDefault = "0.05", min = 0, max = 10)
                double weightDecay,
        @Param(doc = "Course of the learning rate: cosine or constant.", byDefault = "cosine")
                Schedule schedule,
        @Param(
                        doc = "Share of all steps in which the rate rises.",
                        byDefault = "0.1",
                        min = 0,
                        max = 1)
                double warmUp,
        @Param(doc = "Largest norm of a gradient; 0 for any.", byDefault = "1", min = 0)
                double clip,
        @Param(
                        doc = "Share of the certainty that is spread over all classes.",
                        byDefault = "0",
                        min = 0,
                        max = 1)
                double labelSmoothing,
        @Param(doc = "How pictures are varied: none, flip or flip-shift.", byDefault = "none")
                Augment augment)
        implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        Training training =
                new Training(
                        epochs,
                        batch,
                        optimizer,
                        rate,
                        weightDecay,
                        schedule,
                        warmUp,
                        clip,
                        labelSmoothing,
                        augment);
        try (Program program = bench.program(bench.graph(), bench.plan(), learned(bench))) {
            return answer(new Trainer(training, bench, program).run(), bench);
        }
    }

    private static Set<String> learned(Workbench bench) {
        Set<String> names = new LinkedHashSet<>();
        bench.graph()
                .parameters()
                .forEach(
                        (name, spec) -> {
                            if (spec.type() == DataType.FLOAT32) {
                                names.add(name);
                            }
                        });
        bench.plan().decisions().keySet().forEach(site -> names.addAll(arrays(bench, site)));
        return names;
    }

    private static Set<String> arrays(Workbench bench, String site) {
        Set<String> names = new LinkedHashSet<>();
        bench.plan()
                .grid(site)
                .ifPresent(grid -> grid.arrays().keySet().forEach(a -> names.add(site + "." + a)));
        return names;
    }

    private static Plan answer(Learned learned, Workbench bench) {
        Map<String, NDArray> values = new HashMap<>();
        for (int i = 0; i < learned.names().size(); i++) {
            values.put(learned.names().get(i), learned.values().get(i));
        }
        Map<String, NDArray> parameters = new LinkedHashMap<>(values);
        parameters.keySet().retainAll(bench.graph().parameters().keySet());
        Map<String, Decision> decisions = new LinkedHashMap<>();
        bench.plan()
                .decisions()
                .forEach(
                        (site, before) ->
                                before.grid()
                                        .filter(grid -> !grid.arrays().isEmpty())
                                        .map(grid -> trained(site, grid, values))
                                        .ifPresent(
                                                grid ->
                                                        decisions.put(
                                                                site, decision(before, grid))));
        return new Plan(decisions, parameters, Optional.empty());
    }

    private static Grid trained(String site, Grid grid, Map<String, NDArray> values) {
        Map<String, float[]> arrays = new HashMap<>();
        grid.arrays()
                .keySet()
                .forEach(name -> arrays.put(name, values.get(site + "." + name).toFloatArray()));
        return grid.withArrays(arrays);
    }

    private static Decision decision(Decision before, Grid grid) {
        return new Decision(Optional.of(grid), "", before.because());
    }
}
