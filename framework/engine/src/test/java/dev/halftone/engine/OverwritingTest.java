package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Snaps;
import dev.halftone.compile.Writer;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverwritingTest {
    private static final int WIDTH = 700;

    /** Two layers; the hidden values may be shown as well. */
    private static Graph network(boolean shown) {
        GraphBuilder g = Graph.builder("net");
        Value x = g.input("x", DataType.FLOAT32, -1, WIDTH);
        Value hidden = g.gelu(g.linear(x, "fc1", WIDTH, WIDTH));
        Value turned = g.transpose(x, 1, 0);
        Value product = g.matmul(turned, g.linear(hidden, "fc2", WIDTH, 3));
        return shown ? g.build(product, hidden) : g.build(product);
    }

    private static Plan plan(Graph graph) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.role() != Role.WEIGHT && site.role() != Role.OUTPUT) {
                plan = plan.with(site, Affine.covering(Range.of(-1, 3), 5, false));
            }
        }
        return plan;
    }

    private static String text(Graph graph, Plan plan) {
        return Writer.write(Snaps.insert(Bound.of(graph, Map.of(), plan), plan, Set.of()), Set.of())
                .source();
    }

    private static int count(String text, String word) {
        return text.split(Pattern.quote(word), -1).length - 1;
    }

    @Test
    void writesOverWhatNothingElseReads() {
        String one = text(network(false), plan(network(false)));
        String both = text(network(true), plan(network(true)));

        assertThat(count(one, "= __torch__.snap_over("))
                .isGreaterThan(count(both, "= __torch__.snap_over("));
    }

    @Test
    void changesNoBitAndNoInput() {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager m = engine.manager().newSubManager()) {
            NDArray x = m.randomNormal(new Shape(WIDTH, WIDTH));
            NDArray before = x.duplicate();
            Map<String, NDArray> weights =
                    Map.of(
                            "fc1.weight", m.randomNormal(new Shape(WIDTH, WIDTH)).mul(0.05),
                            "fc1.bias", m.randomNormal(new Shape(WIDTH)),
                            "fc2.weight", m.randomNormal(new Shape(3, WIDTH)),
                            "fc2.bias", m.randomNormal(new Shape(3)));
            NDList one = run(engine, network(false), weights, plan(network(false)), x);
            NDList both = run(engine, network(true), weights, plan(network(true)), x);

            assertThat(one.get(0)).isEqualTo(both.get(0));
            assertThat(x).isEqualTo(before);
            assertThat(run(engine, network(false), weights, plan(network(false)), x).get(0))
                    .isEqualTo(one.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Gelu", "HardSwish", "Swish"})
    void activationsWriteOverWhatNothingElseReads(String op) {
        assertThat(count(text(active(op, false), Plan.EMPTY), "_(v")).isEqualTo(1);
        assertThat(count(text(active(op, true), Plan.EMPTY), "_(v")).isZero();
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager m = engine.manager().newSubManager()) {
            NDArray x = m.randomNormal(new Shape(9, 20));
            Map<String, NDArray> weights =
                    Map.of(
                            "fc.weight", m.randomNormal(new Shape(20, 20)),
                            "fc.bias", m.randomNormal(new Shape(20)));

            NDList alone = run(engine, active(op, false), weights, Plan.EMPTY, x);
            NDList shown = run(engine, active(op, true), weights, Plan.EMPTY, x);

            assertThat(alone.get(0)).isEqualTo(shown.get(0));
        }
    }

    /** A layer and what follows it; the layer's output may be shown as well. */
    private static Graph active(String op, boolean shown) {
        GraphBuilder g = Graph.builder("net");
        Value made = g.linear(g.input("x", DataType.FLOAT32, -1, 20), "fc", 20, 20);
        Value y =
                op.equals("Swish")
                        ? g.apply("Mul", made, g.apply("Sigmoid", made))
                        : g.apply(op, made);
        return shown ? g.build(y, made) : g.build(y);
    }

    private static NDList run(
            TorchEngine engine, Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program program = engine.compile(graph, weights, plan, Set.of())) {
            return program.run(new NDList(List.of(x)));
        }
    }
}
