package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.integer.IntegerGraph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Sums of integer programs against sums of 64-bit integers in plain Java. Every scale is one, so
 * that what a program gives is the sum itself, rounded to float32 once.
 */
record ExactSums(TorchEngine engine, Random random) {

    ExactSums(TorchEngine engine) {
        this(engine, new Random(5));
    }

    /** A grid of whole numbers. */
    record Codes(int low, int high, int zero) {
        static final List<Codes> ACTIVATIONS =
                List.of(
                        new Codes(0, 255, 0),
                        new Codes(0, 255, 255),
                        new Codes(0, 255, 119),
                        new Codes(-128, 127, 0),
                        new Codes(-128, 127, -128),
                        new Codes(0, 15, 6));
        static final List<Codes> WEIGHTS =
                List.of(new Codes(-128, 127, 0), new Codes(-7, 7, 0), new Codes(0, 255, 3));

        Affine grid(int scales, int axis) {
            List<Float> ones = Collections.nCopies(scales, 1f);
            List<Integer> zeros = Collections.nCopies(scales, zero);
            return new Affine(ones, zeros, low, high, axis, 0, Rounding.DIVIDE);
        }
    }

    /** How an operand is filled: by chance, or with one end of its codes. */
    enum Fill {
        CHANCE,
        LOWEST,
        HIGHEST
    }

    long[] numbers(Codes codes, int count, Fill fill) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            int code =
                    switch (fill) {
                        case CHANCE -> codes.low + random.nextInt(codes.high - codes.low + 1);
                        case LOWEST -> codes.low;
                        case HIGHEST -> codes.high;
                    };
            numbers[i] = code - codes.zero;
        }
        return numbers;
    }

    static NDArray array(NDManager manager, long[] numbers, long... shape) {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers[i];
        }
        return manager.create(values, new Shape(shape));
    }

    /** Runs with the library's kernels and without. */
    void holds(
            String what,
            Graph graph,
            Plan plan,
            Map<String, NDArray> weights,
            NDList inputs,
            long[] sums) {
        for (boolean fast : new boolean[] {engine.isExact(), false}) {
            IntegerGraph integer = IntegerGraph.of(graph, weights, plan, fast);
            assertThat(integer.placement().simulated()).as(what).isEmpty();
            try (Program program = TorchProgram.of(engine.manager(), integer.bound(), Set.of())) {
                float[] made = program.run(inputs).get(0).toFloatArray();
                float[] expected = new float[sums.length];
                for (int i = 0; i < sums.length; i++) {
                    expected[i] = sums[i];
                }
                assertThat(made).as(what + (fast ? "" : ", in floating point")).isEqualTo(expected);
            }
        }
    }

    static Plan plan(Graph graph, Codes activation, Affine weight) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.isWeight()) {
                plan = plan.with(site, weight);
            } else if (site.role().isActivation()
                    || site.role() == Role.LEFT
                    || site.role() == Role.RIGHT) {
                plan = plan.with(site, activation.grid(1, 0));
            }
        }
        return plan;
    }

    interface Layer {
        Value of(GraphBuilder g, Value x);
    }

    static Graph graph(int rank, Layer layer) {
        GraphBuilder g = Graph.builder("one");
        long[] shape = new long[rank];
        Arrays.fill(shape, -1);
        return g.build(layer.of(g.at("layer"), g.input("x", DataType.FLOAT32, shape)));
    }
}
