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
import dev.halftone.training.Teacher;
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
 * epoch, from which a stopped run goes on to the same bits. A parameter that holds infinity, as a
 * mask does, stays as it is.
 *
 * <p>With {@code distillation} K the loss is cross-entropy + K·KL, where KL is the mean over the
 * pictures of Σ p·(log p − log q), p = softmax(t / T) of the float network's logits t and q that of
 * the trained ones, without the factor T² (FasterTransformer's ViT, with T = 3 and K = 10, there
 * written 10,000 per class and picture).
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
        @Param(
                        doc = "Course of the learning rate: cosine, linear or constant.",
                        byDefault = "cosine")
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
                Augment augment,
        @Param(
                        doc =
                                "Weight of the distance from the float network's answers, per"
                                        + " picture; 0 without (FasterTransformer: 10).",
                        byDefault = "0",
                        min = 0)
                double distillation,
        @Param(
                        doc = "What logits are divided by for that distance.",
                        byDefault = "3",
                        min = 0.01,
                        max = 1000)
                double temperature,
        @Param(
                        doc =
                                "Share of the data that is not trained on and chooses the best epoch;"
                                        + " 0 takes the last.",
                        byDefault = "0",
                        min = 0,
                        max = 0.9)
                double holdOut)
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
                        augment,
                        distillation,
                        temperature,
                        holdOut);
        try (Program program = bench.program(bench.graph(), bench.plan(), learned(bench));
                Teacher teacher = teacher(bench)) {
            return answer(new Trainer(training, bench, program, teacher).run(), bench);
        }
    }

    @Override
    public boolean keepsBits() {
        return true;
    }

    @Override
    public boolean needsCalibration() {
        return true;
    }

    /** The network as earlier steps left it, without its grids. */
    private Teacher teacher(Workbench bench) {
        return distillation == 0
                ? Teacher.NONE
                : Teacher.of(bench.program(bench.graph(), bench.plan().withoutGrids(), Set.of()));
    }

    private static Set<String> learned(Workbench bench) {
        Set<String> names = new LinkedHashSet<>();
        bench.graph()
                .parameters()
                .forEach(
                        (name, spec) -> {
                            if (spec.type() == DataType.FLOAT32
                                    && isFinite(bench.parameter(name))) {
                                names.add(name);
                            }
                        });
        bench.plan().decisions().keySet().forEach(site -> names.addAll(arrays(bench, site)));
        return names;
    }

    /** What masks attention holds -∞, which no step moves. */
    private static boolean isFinite(NDArray parameter) {
        if (parameter.isEmpty()) {
            return true;
        }
        try (NDArray sizes = parameter.abs();
                NDArray most = sizes.max()) {
            return Float.isFinite(most.getFloat());
        }
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
                                        .map(grid -> trained(site, grid, values))
                                        .ifPresent(
                                                grid ->
                                                        decisions.put(
                                                                site, decision(before, grid))));
        return new Plan(decisions, parameters, Optional.empty());
    }

    private static Grid trained(String site, Grid grid, Map<String, NDArray> values) {
        if (grid.arrays().isEmpty()) {
            return grid;
        }
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
