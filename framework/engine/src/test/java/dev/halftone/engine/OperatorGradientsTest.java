package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.operator.Operators;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gradients of every operator against central differences, in float64. */
@Tag("engine")
class OperatorGradientsTest {
    private static final double STEP = 1e-5;

    /** Held against formulas in {@link RoundingGradientsTest}: they round on purpose. */
    private static final Set<String> ROUNDING =
            Set.of("Round", "halftone.FakeQuantize", "halftone.Keep", "halftone.StraightThrough");

    /** Of whole numbers, truths, places or shapes, or steps. */
    private static final Set<String> NONE =
            Set.of(
                    ("And ArgMax ArgMin BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor"
                                    + " BlackmanWindow Ceil Constant ConvInteger DequantizeLinear DynamicQuantizeLinear"
                                    + " Equal EyeLike Floor Greater GreaterOrEqual HammingWindow"
                                    + " HannWindow Hardmax IsInf IsNaN Less LessOrEqual"
                                    + " MatMulInteger NonMaxSuppression NonZero Not Or"
                                    + " QLinearConv QLinearMatMul QuantizeLinear Range Shape Sign"
                                    + " Size Unique Xor")
                            .split(" "));

    /** Put in where nothing is learned: integers, statistics, and attention in pieces. */
    private static final Set<String> EXECUTION =
            Set.of(
                    ("Codes Counts Exponent Extremes IntegerAttention IntegerConv IntegerLinear IntegerMatMul IntegerSums"
                                    + " Magnitudes Multiplier PackConv PackLinear Patches"
                                    + " PositionedAttention Real Rescale Sample Scaled SiteError"
                                    + " WeightCodes Whole WholeBias Widen ZeroSums Zeros")
                            .split(" "));

    private static Map<String, BiFunction<GraphBuilder, Value, Value>> cases() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        cases.putAll(UsualOperators.cases());
        cases.putAll(RarerOperators.cases());
        return cases;
    }

    @Test
    void everyOperatorIsCheckedOrSaidToHaveNone() {
        Set<String> open = new TreeSet<>(Operators.all().keySet());
        open.removeAll(cases().keySet());
        open.removeAll(NONE);
        open.removeAll(ROUNDING);
        EXECUTION.forEach(op -> open.remove("halftone." + op));

        assertThat(open).isEmpty();
        assertThat(Operators.all().keySet()).containsAll(cases().keySet()).containsAll(NONE);
    }

    @Test
    void areSlopes() {
        List<String> wrong = new ArrayList<>();
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            cases().forEach((op, made) -> check(engine, op, made, wrong));
        }
        assertThat(wrong).isEmpty();
    }

    private static void check(
            TorchEngine engine,
            String op,
            BiFunction<GraphBuilder, Value, Value> operator,
            List<String> wrong) {
        GraphBuilder g = Graph.builder("slope");
        Value x = g.input("x", DataType.FLOAT64, 1);
        Value made = operator.apply(g, g.parameter("w", DataType.FLOAT64, 2, 4));
        Graph graph = g.build(g.multiply(made, x));
        double[] start = {0.11, 0.83, 0.37, 0.62, 0.54, 0.21, 0.77, 0.45};
        try (NDManager batch = engine.manager().newSubManager();
                Program program =
                        engine.compile(
                                graph,
                                Map.of("w", tensor(batch, start)),
                                Plan.EMPTY,
                                Set.of("w"))) {
            double[] slopes = slopes(program, batch, start);
            for (int i = 0; i < start.length; i++) {
                double ahead = value(program, batch, start, i, STEP);
                double behind = value(program, batch, start, i, -STEP);
                double slope = (ahead - behind) / (2 * STEP);
                if (!(Math.abs(slopes[i] - slope) <= 1e-6 * (1 + Math.abs(slope)))) {
                    wrong.add("%s at %d: %s, not %s".formatted(op, i, slopes[i], slope));
                }
            }
        } catch (RuntimeException e) {
            wrong.add(op + ": " + e.getMessage());
        }
    }

    private static NDArray tensor(NDManager batch, double[] values) {
        return batch.create(values, new Shape(2, 4));
    }

    private static double[] slopes(Program program, NDManager batch, double[] start) {
        NDArray w = tensor(batch, start);
        w.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(objective(program, batch, w));
        }
        return w.getGradient().toDoubleArray();
    }

    private static double value(
            Program program, NDManager batch, double[] start, int index, double step) {
        double[] moved = start.clone();
        moved[index] += step;
        return objective(program, batch, tensor(batch, moved)).getDouble();
    }

    /** A sum of what the operator makes, each element with a weight of its own. */
    private static NDArray objective(Program program, NDManager batch, NDArray w) {
        NDArray one = batch.create(new double[] {1});
        NDArray made = program.run(new NDList(one), List.of(w)).get(0);
        double[] factors = new double[(int) made.size()];
        Arrays.setAll(factors, i -> 1 + Math.sin(2.1 * i));
        return made.mul(batch.create(factors, made.getShape())).sum();
    }
}
