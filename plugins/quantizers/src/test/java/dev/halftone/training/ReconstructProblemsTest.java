package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantizer.AdaRound;
import dev.halftone.quantizer.Reconstruct;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What cannot be rebuilt in {@link Blocks}. */
final class ReconstructProblemsTest {
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void saysWhichUnitIsWrong() {
        assertThatThrownBy(() -> plan("block.*"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("no module of the network matches the unit 'block.*'")
                .satisfies(e -> assertThat(hint(e)).isEqualTo("did you mean 'blocks.*'?"));
        assertThatThrownBy(() -> plan("blocks.*", "blocks.1.fc1"))
                .hasMessage("the units 'blocks.1' and 'blocks.1.fc1' overlap");
        assertThatThrownBy(() -> plan("blocks.1", "blocks.*"))
                .hasMessage("the unit 'blocks.1' is named twice");
        assertThatThrownBy(() -> plan()).hasMessage("'units' names no module to rebuild");
    }

    @Test
    void saysThatItDiverged() {
        Bench bench = Blocks.bench(ENGINE);
        bench.weights()
                .put(
                        "blocks.1.fc1.bias",
                        ENGINE.manager().create(new float[] {Float.NaN}).broadcast(12));

        assertThatThrownBy(() -> Blocks.reconstruct(List.of("blocks.1"), 5).plan(bench))
                .hasMessage("the error of the unit 'blocks.1' is no longer a number in step 1")
                .satisfies(e -> assertThat(hint(e)).startsWith("before anything is learned"));
    }

    @Test
    void saysThatItDivergedLater() {
        Reconstruct fast =
                new Reconstruct(
                        List.of("blocks.1"),
                        50,
                        8,
                        0,
                        List.of(20.0, 2.0),
                        0,
                        1e38,
                        10,
                        10,
                        Weighting.MSE,
                        false,
                        false);

        assertThatThrownBy(() -> fast.plan(Blocks.bench(ENGINE)))
                .hasMessageMatching("the error of the unit 'blocks.1' is no longer .* step [^1].*")
                .satisfies(
                        e -> assertThat(hint(e)).isEqualTo("lower the learning rates or 'weight'"));
    }

    @Test
    void findsWrongUnitsBeforeAnythingRuns() {
        Graph graph = Blocks.bench(ENGINE).graph();
        Reconstruct none = Blocks.reconstruct(List.of("block.*", "norms"), 5);
        Reconstruct overlapping = Blocks.reconstruct(List.of("blocks.*", "blocks.1"), 5);

        assertThatThrownBy(() -> none.check(graph, List.of()))
                .hasMessage(
                        "no module of the network matches the unit 'block.*';"
                                + " no module of the network matches the unit 'norms'");
        assertThatThrownBy(() -> overlapping.check(graph, List.of()))
                .hasMessage("the unit 'blocks.1' is named twice");
        Blocks.reconstruct(List.of("blocks.*"), 5).check(graph, List.of());
    }

    @Test
    void quotesNumbersAsTheyAreWritten() {
        assertThatThrownBy(
                        () ->
                                new Reconstruct(
                                        List.of("blocks.1"),
                                        50,
                                        8,
                                        0,
                                        List.of(20.0),
                                        0,
                                        1,
                                        1,
                                        1,
                                        Weighting.MSE,
                                        false,
                                        false))
                .hasMessage("'b-range' takes two numbers of at least 1, not [20]");
    }

    @Test
    void refusesAPlanWithNothingToLearn() {
        Bench.Notebook forever = new Bench.Notebook(ENGINE.manager(), Integer.MAX_VALUE);
        Bench inFloat = Blocks.bench(ENGINE, forever, Plan.EMPTY);

        assertThatThrownBy(() -> Blocks.reconstruct(List.of("blocks.*"), 5).plan(inFloat))
                .hasMessage(
                        "rebuilding wants weights on uniform grids or scales of activations to"
                                + " learn, and no unit has any among the sites")
                .satisfies(e -> assertThat(problem(e).code()).isEqualTo("nothing-to-learn"))
                .satisfies(
                        e ->
                                assertThat(hint(e))
                                        .isEqualTo(
                                                "decide grids in a step before, such as"
                                                        + " '- { uniform: { bits: 4 } }'"));
        assertThatThrownBy(() -> new AdaRound(5, 8, 0.2, 20, 2, 0.01, 0.02).plan(inFloat))
                .hasMessage(
                        "rebuilding wants weights on uniform grids to learn, and no unit has any"
                                + " among the sites");
    }

    @Test
    void refusesToWeighWhatTheFirstOutputDoesNotDependOn() {
        Reconstruct fisher =
                Blocks.reconstruct(List.of("blocks.*"), 5, Weighting.FISHER, false, false);

        assertThatThrownBy(() -> fisher.plan(answeringEarly(Blocks.bench(ENGINE))))
                .hasMessage(
                        "'loss: fisher' wants units that the network's first output depends on,"
                                + " and 'blocks.2' is none")
                .satisfies(
                        e ->
                                assertThat(hint(e))
                                        .isEqualTo("write loss: mse, or leave it out of 'units'"));
    }

    /** The same with what the second block makes as the first output. */
    private static Bench answeringEarly(Bench bench) {
        Graph g = bench.graph();
        Node second =
                g.nodes().stream()
                        .filter(node -> node.path().equals("blocks.1"))
                        .reduce((first, last) -> last)
                        .orElseThrow();
        List<String> outputs = List.of(second.outputs().get(0), g.outputs().get(0));
        Graph early = new Graph("early", g.inputs(), g.parameters(), g.nodes(), outputs);
        return new Bench(
                ENGINE,
                bench.manager(),
                early,
                bench.weights(),
                bench.plan(),
                bench.rows(),
                bench.bookmark());
    }

    private static Plan plan(String... units) {
        return Blocks.reconstruct(List.of(units), 5).plan(Blocks.bench(ENGINE));
    }

    private static String hint(Throwable e) {
        return problem(e).hint().orElseThrow();
    }

    private static Problem problem(Throwable e) {
        return ((ProblemException) e).problems().get(0);
    }
}
