package dev.halftone.phase;

import dev.halftone.data.Examples;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.model.Network;
import dev.halftone.picture.Loader;
import dev.halftone.picture.Preparation;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** A dataset as the network's input, in the experiment's batches. */
    public Loader batches(Examples examples) {
        return new Loader(
                examples,
                new Preparation(network.preprocessing()),
                engine.manager(),
                experiment.batch());
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
