package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How far a plan moves the network's first output on a few calibration images. */
public final class Sensitivity {
    private final Workbench bench;
    private final List<NDList> inputs = new ArrayList<>();
    private final List<NDArray> answers = new ArrayList<>();

    /**
     * @param images how many are looked at, to a whole batch
     */
    public Sensitivity(Workbench bench, int images) {
        this.bench = bench;
        int count = bench.batches().of(1).count();
        bench.batches()
                .range(0, Math.min(images, count))
                .forEach(
                        batch -> {
                            NDList copy = new NDList();
                            for (NDArray input : batch.inputs()) {
                                NDArray same = input.duplicate();
                                same.attach(bench.manager());
                                copy.add(same);
                            }
                            inputs.add(copy);
                        });
        answers.addAll(run(bench.plan().withoutGrids()));
        if (!answers.stream().allMatch(answer -> Float.isFinite(answer.sum().getFloat()))) {
            Origin.search(bench);
        }
    }

    /**
     * ‖ŷ − y‖² / ‖y‖², with y the answers of the network without grids; infinite where the plan's
     * answers are not numbers.
     */
    public double error(Plan plan) {
        List<NDArray> made = run(plan);
        double wrong = 0;
        double all = 0;
        try (NDManager scope = bench.manager().newSubManager()) {
            for (int i = 0; i < made.size(); i++) {
                made.get(i).attach(scope);
                NDArray right = answers.get(i).toType(DataType.FLOAT64, true);
                right.attach(scope);
                wrong += squares(made.get(i).toType(DataType.FLOAT64, true).sub(right));
                all += squares(right);
            }
        }
        double error = wrong / Math.max(all, Float.MIN_NORMAL);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }

    private static double squares(NDArray values) {
        return values.square().sum().getDouble();
    }

    private List<NDArray> run(Plan plan) {
        try (Program program = bench.program(bench.graph(), plan, Set.of())) {
            return inputs.stream().map(input -> program.run(input).get(0)).toList();
        }
    }
}
