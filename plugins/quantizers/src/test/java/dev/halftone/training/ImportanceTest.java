package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantizer.Reconstruct;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * A unit whose two outputs are both read behind it, against PyTorch's Jacobian, autograd and Adam:
 * reference/fisher.py made the numbers.
 */
final class ImportanceTest {
    private static final WeighedUnit REFERENCE = WeighedUnit.read();
    private static final Offset<Float> CLOSE = within(2e-5f);
    private static final List<String> UNIT = List.of("block");

    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void errorsCountByTheSquaredGradientsOfTheOutputs() {
        int[] all = IntStream.range(0, REFERENCE.images()).toArray();
        try (NDManager inside = ENGINE.manager().newSubManager();
                Caches caches = caches(REFERENCE.bench(ENGINE, inside))) {
            double mean = Cache.mean(caches.importance());
            for (int i = 0; i < REFERENCE.importance().length; i++) {
                NDArray weights = caches.importance().get(i).take(all, inside).div(mean);
                assertThat(weights.toFloatArray())
                        .containsExactly(REFERENCE.importance()[i], CLOSE);
            }
        }
    }

    @Test
    void aUnitIsRebuiltByThemAsPyTorchWould() {
        try (NDManager inside = ENGINE.manager().newSubManager()) {
            Bench bench = REFERENCE.bench(ENGINE, inside);
            Map<String, SoftRounding> weights = new LinkedHashMap<>();
            REFERENCE.grids().forEach((n, g) -> weights.put(n, rounding(bench, n, g)));
            Graph piece = unit(bench).piece(bench.graph());
            try (Caches caches = caches(bench);
                    Program program = bench.program(piece, REFERENCE.input(), weights.keySet())) {
                UnitTraining training =
                        new UnitTraining(
                                "block",
                                REFERENCE.how(),
                                program,
                                weights,
                                Optional.empty(),
                                caches.given(),
                                caches.wanted(),
                                caches.importance(),
                                3,
                                inside);
                for (int step = 0; step < REFERENCE.steps(); step++) {
                    assertThat((float) training.step(step))
                            .isCloseTo(REFERENCE.losses()[step], CLOSE);
                }
            }
        }
    }

    @Test
    void theQuantizerDecidesItsRoundings() {
        Rebuilding how = REFERENCE.how();
        List<Double> beta = List.of(how.bFrom(), how.bTo());
        try (NDManager inside = ENGINE.manager().newSubManager()) {
            Plan plan =
                    new Reconstruct(
                                    UNIT,
                                    how.iters(),
                                    how.batch(),
                                    how.warmUp(),
                                    beta,
                                    0,
                                    how.weight(),
                                    how.roundingRate(),
                                    0,
                                    Weighting.FISHER,
                                    false,
                                    false)
                            .plan(REFERENCE.bench(ENGINE, inside));

            assertThat(plan.parameters()).containsOnlyKeys(REFERENCE.hard().keySet());
            REFERENCE
                    .hard()
                    .forEach(
                            (name, values) ->
                                    assertThat(plan.parameters().get(name).toFloatArray())
                                            .containsExactly(values, CLOSE));
        }
    }

    private static Unit unit(Bench bench) {
        return Units.matching(bench.graph(), UNIT).get(0);
    }

    private static Caches caches(Bench bench) {
        long seed = bench.seed() + 0xD1B54A32D192ED03L;
        return Caches.of(bench, unit(bench), REFERENCE.how(), bench.plan(), seed);
    }

    private static SoftRounding rounding(Bench bench, String name, Affine grid) {
        return new SoftRounding(bench.parameter(name), grid, bench.manager());
    }
}
