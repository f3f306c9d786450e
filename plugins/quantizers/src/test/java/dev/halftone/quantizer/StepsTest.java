package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Range;
import dev.halftone.grid.Reach;
import dev.halftone.grid.Rounding;
import dev.halftone.observer.Known;
import dev.halftone.observer.MinMax;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.search.Density;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what PyTorch and SciPy make of the same network: reference/steps.py made the numbers. */
final class StepsTest {
    private static final Reference REFERENCE = Reference.read();
    private static Engine engine;
    private static Desk desk;

    @BeforeAll
    static void start() {
        engine = TorchEngine.start("cpu");
        desk = desk(Plan.EMPTY, REFERENCE.pictures());
    }

    private static Desk desk(Plan plan, List<float[]> pictures) {
        return REFERENCE.desk(engine, plan, pictures);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void theNetworkIsTheReferences() {
        assertClose(desk.answer(Plan.EMPTY), REFERENCE.answer(), 1e-5);
    }

    @Test
    void smoothQuantMovesWhatTheFormulaSays() {
        Plan plan = new SmoothQuant(0.5, false, 8).plan(desk);

        assertParameters(plan, "smooth-quant");
        assertClose(desk.answer(plan), REFERENCE.answer(), 1e-5);
    }

    @Test
    void smoothQuantSearchesAndLeavesTheNetworkAsItIs() {
        Plan plan = new SmoothQuant(0.5, true, 4).plan(desk);

        assertClose(desk.answer(plan), REFERENCE.answer(), 1e-5);
    }

    /** As published; else factors for weights like these are infinite. */
    @Test
    void smoothQuantCountsTinyWeightsAsPublished() {
        String name = "mlp.fc1.weight";
        Plan faint = Plan.EMPTY.with(name, desk.parameter(name).mul(1e-41f));

        Plan plan = new SmoothQuant(0, false, 8).plan(desk(faint, REFERENCE.pictures()));

        float[] gain = REFERENCE.weights().get("norm2.weight");
        float[] smoothed = plan.parameters().get("norm2.weight").toFloatArray();
        for (int i = 0; i < gain.length; i++) {
            assertThat(smoothed[i]).isCloseTo(gain[i] * 1e-5f, withinPercentage(0.001));
        }
    }

    @Test
    void repQFoldsChannelsIntoTheNormAndTheLayersBehindIt() {
        Plan plan = new RepQ(6, new MinMax(), Optional.of(4)).plan(desk);

        assertParameters(plan, "rep-q");
        assertClose(desk.answer(plan.withoutGrids()), REFERENCE.answer(), 1e-4);
        for (String layer : List.of("attn.qkv", "mlp.fc1")) {
            Affine grid = (Affine) plan.grid(layer + ":input").orElseThrow();
            float[] wanted = REFERENCE.steps().get("rep-q").get(layer + ":grid");
            assertThat(grid.scale().get(0)).isCloseTo(wanted[0], within(1e-5f * wanted[0]));
            assertThat(grid.zeroPoint().get(0)).isEqualTo((int) wanted[1]);
        }
        assertThat(plan.grid("attn:probabilities")).containsInstanceOf(LogGrid.class);
    }

    @Test
    void biasCorrectionRestoresTheMeansOneLayerAfterTheOther() {
        Uniform three =
                new Uniform(
                        3,
                        Granularity.CHANNEL,
                        true,
                        new MinMax(),
                        Rounding.DIVIDE,
                        Reach.LAST_CODE,
                        false);
        Plan weights = Plan.EMPTY;
        for (Site site : desk.sites()) {
            if (site.isWeight()) {
                var seen = desk.distributions(List.of(site)).get(site);
                weights = weights.with(site, three.grid(site, seen));
            }
        }

        Plan plan = new BiasCorrection().plan(desk.after(weights));

        assertParameters(plan, "bias-correction");
    }

    @Test
    void bimodalIntegrationTurnsWhatLiesBelowZero() {
        Plan plan = new BimodalIntegration(128, 32, 0.01).plan(desk);

        assertParameters(plan, "bimodal-integration");
        assertClose(desk.answer(plan), REFERENCE.answer(), 1e-5);
        assertThat(width(desk.after(plan))).isLessThan(0.7 * width(desk));
    }

    private static double width(Desk at) {
        Site key = at.sites().stream().filter(s -> s.role() == Role.KEY).findFirst().orElseThrow();
        Range range = at.distributions(List.of(key)).get(key).range();
        return range.high().get(0) - range.low().get(0);
    }

    @Test
    void bimodalIntegrationLeavesOneHumpAlone() {
        Plan turned = new BimodalIntegration(128, 32, 0.01).plan(desk);

        Plan again = new BimodalIntegration(128, 32, 0.01).plan(desk.after(turned));

        assertThat(again.parameters()).isEmpty();
    }

    @Test
    void countsPeaksAsSciPyDoes() {
        for (Reference.Shaped shaped : REFERENCE.densities()) {
            assertThat(Density.peaks(shaped.values(), 128, 32, 0.01)).isEqualTo(shaped.peaks());
        }
    }

    @Test
    void adaptiveGranularityChoosesBaseAndScaleByTheProduct() {
        for (Reference.Adaptive wanted : REFERENCE.adaptive()) {
            Plan plan = new AdaptiveGranularity(wanted.bits(), 2.4).plan(desk);

            LogGrid grid = (LogGrid) plan.grid("attn:probabilities").orElseThrow();
            assertThat(grid.tau()).isEqualTo(wanted.tau());
            assertThat((double) grid.scale()).isCloseTo(wanted.scale(), within(1e-3));
        }
    }

    @Test
    void adaptiveGranularityTakesValuesThatSeveralMatricesShare() {
        Plan shared = new AdaptiveGranularity(4, 2.4).plan(attention(false));
        Plan repeated = new AdaptiveGranularity(4, 2.4).plan(attention(true));

        assertThat(shared.decisions()).hasSize(1).isEqualTo(repeated.decisions());
    }

    /** Four matrices of probabilities, and the values of the first for all of them. */
    private static Desk attention(boolean repeated) {
        GraphBuilder g = Graph.builder("shared");
        Value x = g.input("x", DataType.FLOAT32, -1, 4, 5, 6);
        Value values = g.transpose(g.split(x, 1, 4).get(0), 0, 1, 3, 2);
        if (repeated) {
            Value nothing = g.multiply(g.transpose(x, 0, 1, 3, 2), g.scalar(0));
            values = g.add(values, nothing);
        }
        Graph graph = g.build(g.matmul(g.at("attn.softmax").softmax(x, -1), values));
        float[] picture = new float[4 * 5 * 6];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (float) Math.sin(i * i);
        }
        return Desk.of(engine, graph, Map.of(), Plan.EMPTY, List.of(picture), new Shape(4, 5, 6));
    }

    @Test
    void twinUniformChoosesPowersByWhatTheyDoToTheAnswer() {
        for (Reference.Twin wanted : REFERENCE.twin()) {
            Plan plan = new TwinUniform(wanted.bits(), 2).plan(desk);

            TwinGrid p = (TwinGrid) plan.grid("attn:probabilities").orElseThrow();
            TwinGrid gelu = (TwinGrid) plan.grid("mlp.fc2:input").orElseThrow();
            assertThat(p.shift()).isEqualTo(wanted.p());
            assertThat(gelu.shift()).isEqualTo(wanted.gelu());
        }
    }

    @Test
    void powersOfTwoDivideTheScaleOfATensor() {
        Reference.Factors wanted = REFERENCE.factors();
        Site site = desk.sites().get(0);

        Grid grid =
                new PowerOfTwoFactor(8, 3, new MinMax())
                        .grid(site, Known.of(engine.manager(), wanted.x()));

        Affine affine = (Affine) grid;
        assertThat(affine.zeroPoint()).containsOnly(wanted.zero());
        for (int c = 0; c < wanted.factors().length; c++) {
            float scale = Math.scalb(wanted.scale(), wanted.factors()[c] - 3);
            assertThat(affine.scale().get(c)).isCloseTo(scale, within(1e-6f * scale));
        }
    }

    @Test
    void theLargestLevelOfLogSqrt2IsTheBestQuantile() {
        Reference.Root wanted = REFERENCE.root();

        LogSqrt2 quantizer = new LogSqrt2(wanted.bits(), Optional.empty());
        LogGrid grid =
                (LogGrid)
                        quantizer.grid(desk.sites().get(0), Known.of(engine.manager(), wanted.x()));

        assertThat(grid.tau()).isEqualTo(2);
        assertThat(grid.scale()).isCloseTo(wanted.scale(), within(1e-5f));
    }

    @Test
    void saysWhatItLacksWhereThereIsNothingToDo() {
        assertThatThrownBy(() -> new FuseQkvRanges().plan(desk))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("wants queries, keys and values on affine grids");
        assertThatThrownBy(() -> new BiasCorrection().plan(desk))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a weight on a grid");
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void namesThePictureAndTheSiteOfAValueThatIsNoNumber(float bad) {
        List<float[]> pictures = REFERENCE.pictures().stream().map(float[]::clone).toList();
        pictures.get(3)[7] = bad;
        Desk broken = desk(Plan.EMPTY, pictures);

        List<QuantizationStep> steps =
                List.of(
                        new SmoothQuant(0.5, false, 8),
                        new RepQ(6, new MinMax(), Optional.empty()),
                        new AdaptiveGranularity(4, 2.4),
                        new TwinUniform(6, 2));
        for (QuantizationStep step : steps) {
            assertThatThrownBy(() -> step.plan(broken))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageMatching("picture 'picture-3': a value at site '.*' is .*");
        }
    }

    private static void assertParameters(Plan plan, String step) {
        Map<String, float[]> wanted = REFERENCE.steps().get(step);
        plan.parameters()
                .forEach(
                        (name, value) -> assertClose(value.toFloatArray(), wanted.get(name), 3e-5));
        assertThat(wanted.keySet().stream().filter(name -> !name.contains(":")))
                .containsExactlyInAnyOrderElementsOf(plan.parameters().keySet());
    }

    private static void assertClose(float[] values, float[] wanted, double most) {
        assertThat(values).hasSameSizeAs(wanted);
        for (int i = 0; i < values.length; i++) {
            double size = Math.max(1, Math.abs(wanted[i]));
            assertThat((double) values[i]).isCloseTo(wanted[i], within(most * size));
        }
    }
}
