package dev.halftone.phase;

import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.experiment.PluginUse;
import dev.halftone.experiment.Step;
import dev.halftone.model.Network;
import dev.halftone.picture.Loader;
import dev.halftone.picture.Preparation;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import dev.halftone.program.Networks;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds and opens what an experiment names, and tells all that is wrong with it at once. */
public final class Loading {

    private final EngineStarter starter;
    private final Overrides overrides;

    @Inject
    Loading(EngineStarter starter, Overrides overrides) {
        this.starter = starter;
        this.overrides = overrides;
    }

    /**
     * What the command line says instead of the file.
     *
     * @param device instead of the experiment's
     * @param mode instead of the experiment's
     */
    public record Overrides(Optional<String> device, Optional<Mode> mode) {}

    /**
     * @throws ProblemException with every problem that can be found without running
     */
    public Loaded of(Experiment written) {
        List<Problem> problems = new ArrayList<>(Modes.problems(written, overrides.mode));
        Optional<Engine> engine = tried(problems, () -> start(written), spot(written, "device"));
        if (engine.isEmpty()) {
            throw new ProblemException(problems);
        }
        problems.addAll(Modes.problems(written, engine.get()));
        Experiment experiment = Modes.decided(written, overrides.mode, engine.get());
        Opening opening = new Opening(experiment, engine.get(), problems);
        try {
            return opening.all();
        } catch (RuntimeException | Error e) {
            opening.close();
            throw e;
        }
    }

    private Engine start(Experiment written) {
        return starter.start(overrides.device.orElse(written.device()));
    }

    private static Optional<Spot> spot(Experiment experiment, String key) {
        return Optional.ofNullable(experiment.spots().get(key));
    }

    /** Does something that may find problems, and notes them, at a place if they have none. */
    private static <T> Optional<T> tried(
            List<Problem> problems, Supplier<T> work, Optional<Spot> spot) {
        try {
            return Optional.of(work.get());
        } catch (ProblemException e) {
            problems.addAll(Placed.at(e.problems(), spot));
            return Optional.empty();
        }
    }

    /** One experiment being opened: what is open so far must be closed when something fails. */
    private static final class Opening {

        private final Experiment experiment;
        private final Engine engine;
        private final List<Problem> problems;
        private final Map<String, Examples> data = new LinkedHashMap<>();

        private Opening(Experiment experiment, Engine engine, List<Problem> problems) {
            this.experiment = experiment;
            this.engine = engine;
            this.problems = problems;
        }

        private Loaded all() {
            CheckpointFiles files = new CheckpointFiles(experiment.file(), engine.manager());
            Networks networks = file -> Detecting.open(engine, files, file);
            Optional<Network> network =
                    tried(problems, () -> network(files), spot(experiment, "model"));
            experiment.calibrate().ifPresent(use -> open("calibrate", use, networks));
            experiment
                    .evaluate()
                    .ifPresent(evaluation -> open("evaluate", evaluation.data(), networks));
            List<Site> sites = network.map(found -> Sites.of(found.graph())).orElse(List.of());
            List<MatchedStep> steps = network.isPresent() ? match(sites) : List.of();
            network.ifPresent(found -> problems.addAll(foreseen(found, steps)));
            network.ifPresent(this::fit);
            if (!problems.isEmpty()) {
                throw new ProblemException(problems);
            }
            return loaded(network.get(), files, sites, steps);
        }

        /** Tells which data leaves a batch that the network does not take. */
        private void fit(Network network) {
            data.forEach(
                    (key, examples) ->
                            Loader.leftOver(examples.size(), network.together())
                                    .map(left -> Placed.at(List.of(left), spot(experiment, key)))
                                    .ifPresent(problems::addAll));
        }

        private Loaded loaded(
                Network network, CheckpointFiles files, List<Site> sites, List<MatchedStep> steps) {
            Engine chosen = EngineRule.chosen(experiment, network.graph(), engine);
            // A network with prompts takes one picture at a time, whatever the file says.
            int batch =
                    network.prompting().isPresent()
                            ? experiment.batch()
                            : network.together().orElse(experiment.batch());
            return new Loaded(
                    experiment.computedBy(chosen.name()).inBatchesOf(batch),
                    chosen,
                    network,
                    files.sha256(),
                    Optional.ofNullable(data.get("calibrate")),
                    Optional.ofNullable(data.get("evaluate")),
                    sites,
                    steps);
        }

        private Network network(CheckpointFiles files) {
            Network network = experiment.model().instance().network(files);
            // Settings that make no sense are told now.
            Preparation.of(network);
            return network;
        }

        private void open(String key, PluginUse<DatasetSource> use, Networks networks) {
            Optional<Spot> spot = spot(experiment, key);
            tried(problems, () -> use.instance().open(networks), spot)
                    .ifPresent(
                            examples -> {
                                data.put(key, examples);
                                if (examples.size() == 0) {
                                    problems.addAll(Placed.at(List.of(empty(key, use)), spot));
                                }
                            });
        }

        private static Problem empty(String key, PluginUse<DatasetSource> use) {
            return Problem.of(
                    "no-image",
                    "'"
                            + key
                            + "' needs at least one image, and "
                            + use.plugin().id()
                            + " has none");
        }

        private List<MatchedStep> match(List<Site> sites) {
            List<MatchedStep> matched = new ArrayList<>();
            for (Step step :
                    experiment.mode() == Mode.FLOAT ? List.<Step>of() : experiment.steps()) {
                MatchedStep one = MatchedStep.of(step, sites);
                if (one.sites().isEmpty()) {
                    problems.add(one.noSite(sites));
                }
                matched.add(one);
            }
            return matched;
        }

        private List<Problem> foreseen(Network network, List<MatchedStep> steps) {
            List<Problem> all = new ArrayList<>();
            all.addAll(Foreseen.of(steps, engine, network, experiment.calibrate().isPresent()));
            if (experiment.mode() == Mode.INTEGER) {
                all.addAll(Widths.foreseen(network, spot(experiment, "model"), steps));
            }
            return all;
        }

        private void close() {
            data.values().forEach(Examples::close);
            engine.close();
        }
    }
}
