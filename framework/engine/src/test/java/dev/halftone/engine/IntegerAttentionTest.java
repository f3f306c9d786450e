package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.integer.IntegerGraph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One node for an attention between codes, against the nodes that it stands for. */
class IntegerAttentionTest {
    private static final String OP = "halftone.IntegerAttention";
    private static final int WIDTH = 12;
    private static final int HEADS = 3;
    private static final int ROWS = 25;
    private static final int COLUMNS = 24;
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    /**
     * @param watched whether the probabilities are an output too, so that the attention stays apart
     */
    private static Graph graph(boolean watched) {
        return graph(watched, false);
    }

    /**
     * @param positioned whether places in a rectangle add to the scores, as the query makes them
     */
    private static Graph graph(boolean watched, boolean positioned) {
        GraphBuilder g = Graph.builder("attention");
        Value x = g.input("x", DataType.FLOAT32, -1, -1, WIDTH);
        List<Value> qkv = g.split(g.linear(x, "qkv", WIDTH, 3L * WIDTH), 2, 3);
        Value q = g.transpose(heads(g, qkv.get(0)), 0, 2, 1, 3);
        Value k = g.transpose(heads(g, qkv.get(1)), 0, 2, 3, 1);
        Value v = g.transpose(heads(g, qkv.get(2)), 0, 2, 1, 3);
        Value scores = g.multiply(g.matmul(q, k), g.scalar(0.5));
        scores = positioned ? positioned(g, scores, q) : scores;
        Value probabilities = g.softmax(scores, -1);
        Value mixed = g.transpose(g.matmul(probabilities, v), 0, 2, 1, 3);
        Value out = g.linear(g.reshape(mixed, 0, 0, WIDTH), "proj", WIDTH, WIDTH);
        return watched ? g.build(out, probabilities) : g.build(out);
    }

    private static Value heads(GraphBuilder g, Value x) {
        return g.reshape(x, 0, 0, HEADS, WIDTH / HEADS);
    }

    private static Value positioned(GraphBuilder g, Value scores, Value q) {
        Value rows = g.matmul(q, table(g, "rows", ROWS));
        Value columns = g.matmul(q, table(g, "columns", COLUMNS));
        Value square = g.reshape(scores, 0, 0, 0, ROWS, COLUMNS);
        square = g.add(square, g.reshape(rows, 0, 0, ROWS * COLUMNS, ROWS, 1));
        square = g.add(square, g.reshape(columns, 0, 0, ROWS * COLUMNS, 1, COLUMNS));
        return g.reshape(square, 0, 0, 0, -1);
    }

    /** Multiples of a quarter. */
    private static Value table(GraphBuilder g, String name, int count) {
        Value entries = g.parameter(name, WIDTH / HEADS, count);
        return g.multiply(g.apply("Round", entries), g.scalar(0.25));
    }

    private static Plan plan(Graph graph, float step) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            boolean probabilities = site.role() == Role.PROBABILITIES;
            if (site.isWeight()) {
                plan = plan.with(site, grid(1f / 127, 0, -128, 127));
            } else if (probabilities) {
                plan = plan.with(site, grid(1f / 512, 0, 0, 255));
            } else if (site.role().isActivation()) {
                plan = plan.with(site, grid(step, 120 + site.id().length() % 7, 0, 255));
            }
        }
        return plan;
    }

    private static Affine grid(float scale, int zero, int low, int high) {
        return new Affine(List.of(scale), List.of(zero), low, high, 0, 0, Rounding.DIVIDE);
    }

    private static Map<String, NDArray> weights(NDManager manager) {
        Map<String, NDArray> weights = new HashMap<>();
        graph(false, true)
                .parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name,
                                        TinyVit.wave(manager, name.length(), 0.9, spec.shape())));
        return weights;
    }

    private static void answersAlike(int images, int tokens) {
        answersAlike(images, tokens, false, 4f / 127);
    }

    private static void answersAlike(int images, int tokens, boolean positioned, float step) {
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            Map<String, NDArray> weights = weights(manager);
            Graph alone = graph(false, positioned);
            Graph watched = graph(true, positioned);
            Plan plan = plan(alone, step);
            assertThat(operators(alone, weights, plan)).contains(OP).doesNotContain("Softmax");
            assertThat(operators(watched, weights, plan)).doesNotContain(OP);
            NDList x = new NDList(TinyVit.wave(manager, 3, 3, new Shape(images, tokens, WIDTH)));
            try (Program together = ENGINE.integer(alone, weights, plan);
                    Program apart = ENGINE.integer(watched, weights, plan)) {
                float[] answer = together.run(x).get(0).toFloatArray();
                assertThat(answer).isEqualTo(apart.run(x).get(0).toFloatArray());
                assertThat(answer[0]).isNotEqualTo(answer[1]).isFinite();
            }
        }
    }

    private static List<String> operators(Graph graph, Map<String, NDArray> weights, Plan plan) {
        Graph lowered = IntegerGraph.of(graph, weights, plan, ENGINE.isExact()).bound().graph();
        return lowered.nodes().stream().map(Node::op).toList();
    }

    @Test
    void oneImageTakesItsHeadsTogether() {
        answersAlike(1, 7);
    }

    @Test
    void moreImagesThanHeadsAreTakenTogether() {
        answersAlike(HEADS + 2, 5);
    }

    @Test
    void manyTokensAreSummedUpInIntegers() {
        // 2^24 / (255 · 135) products of codes are exact in float32.
        answersAlike(1, 520);
    }

    @Test
    void imagesAndHeadsAreTakenInTurnsWhereScoresAreMany() {
        answersAlike(2, 600);
    }

    /** On grids of binary fractions, so that sums of scores and positions are exact, too. */
    @Test
    void placesInARectangleAddToTheScores() {
        answersAlike(1, ROWS * COLUMNS, true, 1f / 32);
        answersAlike(HEADS + 1, ROWS * COLUMNS, true, 1f / 32);
    }

    @Test
    void placesInARectangleAddToScoresOnGrids() {
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            Map<String, NDArray> weights = weights(manager);
            Plan plan = plan(graph(false, true), 1f / 32);
            NDList x = new NDList(TinyVit.wave(manager, 3, 3, new Shape(2, ROWS * COLUMNS, WIDTH)));
            try (Program together = ENGINE.compile(graph(false, true), weights, plan, Set.of());
                    Program apart = ENGINE.compile(graph(true, true), weights, plan, Set.of())) {
                float[] answer = together.run(x).get(0).toFloatArray();
                assertThat(answer).isEqualTo(apart.run(x).get(0).toFloatArray());
            }
        }
    }
}
