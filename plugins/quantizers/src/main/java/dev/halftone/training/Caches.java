package dev.halftone.training;

import ai.djl.ndarray.NDList;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one unit learns from, for every calibration image.
 *
 * @param given what it reads in the program
 * @param wanted what it should make
 * @param importance what an error of each counts; empty where all count alike
 */
record Caches(List<Cache> given, List<Cache> wanted, List<Cache> importance)
        implements AutoCloseable {

    /**
     * Runs the network as it is quantized so far, and in float.
     *
     * @param plan what is decided before the unit
     */
    static Caches of(Workbench bench, Unit unit, Rebuilding how, Plan plan, long seed) {
        boolean mixes = how.keep() < 1;
        Plan prefix = how.weightsOnly() ? Sited.weightsOnly(bench, plan) : plan;
        Plan inFloat = bench.plan().withoutGrids();
        Caches caches = new Caches(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try {
            List<String> floats = new ArrayList<>(mixes ? unit.inputs() : List.of());
            floats.addAll(unit.outputs());
            caches.given.addAll(filled(bench, unit.inputs(), prefix));
            List<Cache> made = filled(bench, floats, inFloat);
            int read = floats.size() - unit.outputs().size();
            caches.given.addAll(made.subList(0, read));
            caches.wanted.addAll(made.subList(read, made.size()));
            if (how.loss() == Weighting.FISHER) {
                caches.importance.addAll(Importance.of(bench, unit, caches.wanted, seed));
            }
        } catch (RuntimeException e) {
            caches.close();
            throw e;
        }
        return caches;
    }

    /** Values of the network for every calibration image. */
    private static List<Cache> filled(Workbench bench, List<String> values, Plan plan) {
        Graph prefix = bench.graph().between(bench.graph().inputs(), values);
        List<Cache> caches = values.stream().map(value -> new Cache()).toList();
        try (Program program = bench.program(prefix, plan, Set.of())) {
            bench.batches()
                    .forEach(
                            batch -> {
                                NDList made = program.run(new NDList(batch.inputs()));
                                for (int i = 0; i < caches.size(); i++) {
                                    caches.get(i).add(made.get(i), batch.examples().size());
                                }
                            });
        } catch (RuntimeException e) {
            caches.forEach(Cache::close);
            throw e;
        }
        return caches;
    }

    @Override
    public void close() {
        given.forEach(Cache::close);
        wanted.forEach(Cache::close);
        importance.forEach(Cache::close);
    }
}
