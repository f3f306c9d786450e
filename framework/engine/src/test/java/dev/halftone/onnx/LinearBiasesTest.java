package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** 32-bit biases of linear layers in files: in ONNX Runtime, operator by operator. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LinearBiasesTest {
    private static final float INPUT = 0.03f;
    private static final List<Float> SCALES =
            List.of(0.0075f, 0.0086f, 0.0096f, 0.0107f, 0.0118f, 0.02f);
    private static final float[] BIAS = {0.31f, -0.2f, 0, 0.4777f, 1e-4f, -0.2501f};
    private static final Arithmetic WHOLE =
            new Arithmetic(Arithmetic.Requantize.FLOAT, Arithmetic.Bias.INT32);

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void areWholeWhereThePlanAsksForThem() throws OrtException {
        // As layers of PyTorch hold their weights.
        GraphBuilder g = Graph.builder("linear");
        Graph graph = g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 3, 8), "fc", 8, 6));

        areWhole(graph, new Shape(6, 8), plan(graph, SCALES, 0, 0));
    }

    @Test
    void areWholeWhereTheWeightIsStoredTheOtherWay() throws OrtException {
        // As exporters write them.
        GraphBuilder g = Graph.builder("product");
        Value x = g.input("x", DataType.FLOAT32, -1, 3, 8);
        Value product = g.matmul(x, g.parameter("fc.weight", 8, 6));
        Graph graph = g.build(g.add(g.parameter("fc.bias", 6), product));

        areWhole(graph, new Shape(8, 6), plan(graph, SCALES, -1, 0));
    }

    @Test
    void stayWhereAWeightHasGroupsOfScales() throws OrtException {
        GraphBuilder g = Graph.builder("linear");
        Graph graph = g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 3, 8), "fc", 8, 6));
        Plan plan = plan(graph, Collections.nCopies(12, 0.01f), -1, 4);
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = weights(manager, new Shape(6, 8));
            NDArray x = manager.randomUniform(-3, 4, new Shape(5, 3, 8));

            float[] found = literal(Qdq.of(graph, weights, plan.with(WHOLE), manager), x);

            assertThat(found).isEqualTo(literal(Qdq.of(graph, weights, plan, manager), x));
            assertThat(integer(graph, weights, plan.with(WHOLE), x))
                    .isEqualTo(integer(graph, weights, plan, x));
        }
    }

    private void areWhole(Graph graph, Shape shape, Plan usual) throws OrtException {
        Plan whole = usual.with(WHOLE);
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = weights(manager, shape);
            NDArray x = manager.randomUniform(-3, 4, new Shape(5, 3, 8));

            float[] rounded = literal(Qdq.of(graph, weights, whole, manager), x);

            float[] plain = literal(Qdq.of(graph, weights, usual, manager), x);
            float[] expected = integer(graph, weights, whole, x);
            assertThat(rounded).containsExactly(expected, within(5e-6f));
            for (int i = 0; i < rounded.length; i++) {
                double unit = (double) INPUT * SCALES.get(i % 6);
                double moved = Math.rint(BIAS[i % 6] / unit) * unit - BIAS[i % 6];
                assertThat(rounded[i] - plain[i]).isCloseTo((float) moved, within(5e-6f));
                // Sums and biases are whole, so what comes out is.
                double code = rounded[i] / unit;
                assertThat(code).isCloseTo(Math.rint(code), within(0.05));
            }
        }
    }

    private static Map<String, NDArray> weights(NDManager manager, Shape shape) {
        NDArray weight = manager.randomUniform(-0.5f, 0.5f, shape);
        return Map.of("fc.weight", weight, "fc.bias", manager.create(BIAS));
    }

    private static Plan plan(Graph graph, List<Float> scales, int axis, int group) {
        List<Integer> zeros = Collections.nCopies(scales.size(), 0);
        Affine input = new Affine(List.of(INPUT), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine weight = new Affine(scales, zeros, -127, 127, axis, group, Rounding.DIVIDE);
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.isWeight()) {
                plan = plan.with(site, weight);
            } else if (site.role().isActivation()) {
                plan = plan.with(site, input);
            }
        }
        return plan;
    }

    private float[] integer(Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program integer = engine.integer(graph, weights, plan)) {
            return integer.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    private static float[] literal(Bound bound, NDArray x) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            byte[] content = OnnxWriter.content(bound).orElseThrow();
            FloatBuffer values = FloatBuffer.wrap(x.toFloatArray());
            try (OrtSession session = environment.createSession(content, options);
                    OnnxTensor input =
                            OnnxTensor.createTensor(environment, values, x.getShape().getShape());
                    OrtSession.Result result = session.run(Map.of("x", input))) {
                return ((OnnxTensor) result.get(0)).getFloatBuffer().array();
            }
        }
    }
}
