package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Attention of codes against 64-bit integers in plain Java. Scores are multiples of 256, so that
 * the largest of a query share the probability and all others get none: a sum of query and key that
 * is wrong by one changes what comes out.
 */
class AttendedCodesTest {
    private static final float UNIT = 256;
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    private final Random random = new Random(8);

    /** How many there are; keys lie in a square. */
    private record Sizes(int images, int heads, int queries, int rows, int columns, int width) {
        int keys() {
            return rows * columns;
        }
    }

    /** Zero points of query, key, value and probabilities, and where the probabilities end. */
    private record Zeros(int query, int key, int value, int probability, int high) {}

    /** Codes by image, place, head and channel, and positions by image, head and query. */
    private record Operands(
            int[] query, int[] key, int[] value, int[] rows, int[] columns, float step) {}

    private enum Fill {
        CHANCE,
        LOWEST,
        HIGHEST
    }

    private int[] codes(int count, Fill fill) {
        return switch (fill) {
            case CHANCE -> random.ints(count, 0, 256).toArray();
            case LOWEST -> new int[count];
            case HIGHEST -> random.ints(count, 255, 256).toArray();
        };
    }

    /** Without positions where there are none of them. */
    private Operands operands(Sizes s, Fill fill, float step, boolean positioned) {
        int queries = s.images * s.queries * s.heads;
        int keys = s.images * s.keys() * s.heads * s.width;
        return new Operands(
                codes(queries * s.width, fill),
                codes(keys, fill),
                codes(keys, fill == Fill.LOWEST ? Fill.HIGHEST : fill),
                random.ints(positioned ? queries * s.rows : 0, -2000, 2000).toArray(),
                random.ints(positioned ? queries * s.columns : 0, -2000, 2000).toArray(),
                step);
    }

    private static float[] expected(Sizes s, Zeros z, Operands of) {
        float[] out = new float[s.images * s.queries * s.heads * s.width];
        for (int b = 0; b < s.images; b++) {
            for (int h = 0; h < s.heads; h++) {
                for (int i = 0; i < s.queries; i++) {
                    long[] codes = probabilities(scores(s, z, of, b, h, i), of.step, z);
                    for (int c = 0; c < s.width; c++) {
                        long sum = 0;
                        for (int j = 0; j < s.keys(); j++) {
                            int at = ((b * s.keys() + j) * s.heads + h) * s.width + c;
                            sum += codes[j] * (of.value[at] - z.value);
                        }
                        out[((b * s.queries + i) * s.heads + h) * s.width + c] = sum;
                    }
                }
            }
        }
        return out;
    }

    private static long[] scores(Sizes s, Zeros z, Operands of, int b, int h, int i) {
        long[] scores = new long[s.keys()];
        int place = (b * s.heads + h) * s.queries + i;
        for (int j = 0; j < scores.length; j++) {
            for (int c = 0; c < s.width; c++) {
                int query = of.query[((b * s.queries + i) * s.heads + h) * s.width + c] - z.query;
                int key = of.key[((b * s.keys() + j) * s.heads + h) * s.width + c] - z.key;
                scores[j] += (long) query * key;
            }
            if (of.rows.length > 0) {
                scores[j] += of.rows[place * s.rows + j / s.columns];
                scores[j] += of.columns[place * s.columns + j % s.columns];
            }
        }
        return scores;
    }

    /** Codes without their zero point. */
    private static long[] probabilities(long[] scores, float step, Zeros z) {
        long most = Arrays.stream(scores).max().orElseThrow();
        long sharing = Arrays.stream(scores).filter(score -> score == most).count();
        long code = (long) Math.rint((double) (1f / sharing / step));
        long kept = Math.min(code, z.high - z.probability);
        return Arrays.stream(scores).map(score -> score == most ? kept : 0).toArray();
    }

    private static Graph graph(Sizes s, Zeros z, Operands of, boolean bytes) {
        GraphBuilder g = Graph.builder("attention");
        List<Value> inputs = new ArrayList<>();
        for (String name : List.of("query", "key", "value")) {
            int places = name.equals("query") ? s.queries : s.keys();
            Value x = g.input(name, DataType.FLOAT32, s.images, places, s.heads, s.width);
            inputs.add(g.apply("Cast", List.of(x), Attributes.of("to", 2)));
        }
        if (of.rows.length > 0) {
            int[] shape = {s.images, s.heads, s.queries};
            inputs.add(g.input("rows", DataType.FLOAT32, shape[0], shape[1], shape[2], s.rows, 1));
            inputs.add(
                    g.input(
                            "columns",
                            DataType.FLOAT32,
                            shape[0],
                            shape[1],
                            shape[2],
                            1,
                            s.columns));
        }
        Attributes attributes =
                Attributes.of("scale", 1.0)
                        .with("terms", 1)
                        .with("scores_scale", (double) UNIT)
                        .with("scores_terms", 256)
                        .with("q_zero", z.query)
                        .with("k_zero", z.key)
                        .with("v_zero", z.value)
                        .with("step", (double) of.step)
                        .with("zero", z.probability)
                        .with("high", z.high)
                        .with("bytes", bytes ? 1 : 0);
        return g.build(g.apply("halftone.IntegerAttention", inputs, attributes));
    }

    private static NDArray array(NDManager manager, int[] numbers, float unit, long... shape) {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers[i] * unit;
        }
        return manager.create(values, new Shape(shape));
    }

    private static NDList inputs(NDManager manager, Sizes s, Operands of) {
        NDList all =
                new NDList(
                        array(manager, of.query, 1, s.images, s.queries, s.heads, s.width),
                        array(manager, of.key, 1, s.images, s.keys(), s.heads, s.width),
                        array(manager, of.value, 1, s.images, s.keys(), s.heads, s.width));
        if (of.rows.length > 0) {
            all.add(array(manager, of.rows, UNIT, s.images, s.heads, s.queries, s.rows, 1));
            all.add(array(manager, of.columns, UNIT, s.images, s.heads, s.queries, 1, s.columns));
        }
        return all;
    }

    /** With the int8 kernels and in floating point. */
    private void holds(Sizes s, Zeros z, Fill fill, float step, boolean positioned) {
        Operands of = operands(s, fill, step, positioned);
        float[] expected = expected(s, z, of);
        for (boolean bytes : new boolean[] {ENGINE.isExact(), false}) {
            Bound bound = Bound.of(graph(s, z, of, bytes), Map.of(), Plan.EMPTY);
            try (NDManager manager = ENGINE.manager().newSubManager();
                    Program program = TorchProgram.of(ENGINE.manager(), bound, Set.of())) {
                String what = "%s, %s, %s, %s, %s".formatted(s, z, fill, step, bytes);
                assertThat(program.run(inputs(manager, s, of)).get(0).toFloatArray())
                        .as(what)
                        .isEqualTo(expected);
            }
        }
    }

    private void everyFill(Sizes s, Zeros z) {
        for (Fill fill : Fill.values()) {
            for (float step : new float[] {1f / 256, 1f / (1 << 20)}) {
                holds(s, z, fill, step, false);
                holds(s, z, fill, step, true);
            }
        }
    }

    @Test
    void everyZeroPointSumsExactly() {
        Sizes s = new Sizes(1, 2, 9, 3, 5, 7);
        everyFill(s, new Zeros(0, 0, 0, 0, 255));
        everyFill(s, new Zeros(255, 255, 255, 0, 255));
        everyFill(s, new Zeros(0, 255, 119, 3, 255));
        everyFill(s, new Zeros(131, 0, 255, 0, 15));
    }

    @Test
    void moreImagesThanHeadsSumExactly() {
        everyFill(new Sizes(3, 2, 5, 4, 4, 64), new Zeros(119, 140, 128, 0, 255));
    }

    @Test
    void queriesAreTakenInTurnsWhereKeysAreMany() {
        Sizes s = new Sizes(1, 1, 600, 32, 32, 16);
        holds(s, new Zeros(119, 140, 3, 0, 255), Fill.CHANCE, 1f / 256, true);
        holds(s, new Zeros(119, 140, 3, 0, 255), Fill.CHANCE, 1f / 256, false);
    }

    @Test
    void sumsThatFloatsDoNotHoldAreRoundedOnce() {
        // 4096 · 255 · 255 is more than 2^24.
        Sizes s = new Sizes(1, 1, 3, 64, 64, 5);
        everyFill(s, new Zeros(0, 0, 1, 0, 255));
        everyFill(s, new Zeros(255, 0, 254, 0, 255));
    }

    @Test
    void positionsThatAreNoNumbersAreAProblem() {
        Sizes s = new Sizes(1, 1, 2, 2, 2, 3);
        Operands of = operands(s, Fill.CHANCE, 1f / 256, true);
        Graph graph = graph(s, new Zeros(0, 0, 0, 0, 255), of, true);
        Bound bound = Bound.of(graph, Map.of(), Plan.EMPTY);
        try (NDManager manager = ENGINE.manager().newSubManager();
                Program program = TorchProgram.of(ENGINE.manager(), bound, Set.of())) {
            NDList inputs = inputs(manager, s, of);
            inputs.set(3, inputs.get(3).mul(Float.NaN));
            assertThatThrownBy(() -> program.run(inputs))
                    .hasMessageContaining("a value is not a number (NaN)");
        }
    }
}
