package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import dev.halftone.data.Examples;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.graph.Graph;
import dev.halftone.model.Network;
import dev.halftone.picture.Loader;
import dev.halftone.picture.Preparation;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.prompting.Pieces;
import dev.halftone.prompting.PromptInputs;
import dev.halftone.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An experiment with everything it names: found, opened and fitting together.
 *
 * @param experiment with device, mode and engine decided
 * @param engine started on its device
 * @param network graph and weights
 * @param weights SHA-256 of the files of weights, by name
 * @param calibration the calibration data
 * @param evaluation what to score on
 * @param sites of the network's graph
 * @param steps with the sites they match; none in float mode
 */
public record Loaded(
        Experiment experiment,
        Engine engine,
        Network network,
        Map<String, String> weights,
        Optional<Examples> calibration,
        Optional<Examples> evaluation,
        List<Site> sites,
        List<MatchedStep> steps)
        implements AutoCloseable {

    /** Prompts of a picture that are used to calibrate and to train; the rest only to evaluate. */
    private static final int FEW_PROMPTS = 32;

    /**
     * A dataset as the network's input, in the experiment's batches; of a picture with very many
     * prompts only the first, so that one batch fits into memory.
     */
    public Loader batches(Examples examples) {
        return whole(examples).asking(FEW_PROMPTS);
    }

    /** A dataset as the network's input, with all prompts of each picture. */
    Loader whole(Examples examples) {
        return new Loader(
                examples,
                Preparation.of(network),
                PromptInputs.of(network),
                network.together(),
                engine.manager(),
                experiment.batch());
    }

    /** Compiles one graph, the whole or a piece. */
    @FunctionalInterface
    private interface Compiling {
        Program of(Graph graph, Map<String, NDArray> weights, Plan plan);
    }

    /** Compiles the network without a plan, for evaluation. */
    public Program inFloat() {
        return compile(Plan.EMPTY, (graph, values, plan) -> engine.inFloat(graph, values));
    }

    /**
     * Compiles the network for evaluation: where it takes prompts, in two pieces.
     *
     * @param integer whether in integer arithmetic
     */
    public Program compile(Plan plan, boolean integer) {
        return compile(
                plan,
                (graph, values, grids) ->
                        integer
                                ? engine.integer(graph, values, grids)
                                : engine.compile(graph, values, grids, Set.of()));
    }

    private Program compile(Plan plan, Compiling compiling) {
        if (network.prompting().isEmpty()) {
            return compiling.of(network.graph(), network.weights(), plan);
        }
        Map<String, NDArray> weights = new HashMap<>(network.weights());
        weights.putAll(plan.parameters());
        Plan grids = new Plan(plan.decisions(), plan.parameters(), Optional.empty());
        return new Pieces(
                plan.graph().orElse(network.graph()),
                network.prompting().get(),
                piece -> compiling.of(piece, weights, grids));
    }

    /** The same with the mode decided. */
    Loaded carriedOut(Mode mode) {
        return new Loaded(
                experiment.carriedOut(mode),
                engine,
                network,
                weights,
                calibration,
                evaluation,
                sites,
                steps);
    }

    @Override
    public void close() {
        calibration.ifPresent(Examples::close);
        evaluation.ifPresent(Examples::close);
        engine.close();
    }
}
