package dev.halftone.phase;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import dev.halftone.engine.Contrast;
import dev.halftone.engine.Contrast.SiteError;
import dev.halftone.engine.Isolation;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.journal.Journal;
import dev.halftone.model.Network;
import dev.halftone.picture.Loader;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Progress;
import dev.halftone.report.Analysis;
import dev.halftone.report.SiteLine;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;

/** Finds where the error arises: at each site, and what each site does to the outputs. */
public final class Analyse {

    /** Few, because every site costs a run of the network; enough to tell sites apart. */
    static final int IMAGES = 8;

    /** Prompts of the one picture that a network with prompts is looked at with. */
    private static final int PROMPTS = 4;

    private final Console console;
    private final Journal journal;

    @Inject
    Analyse(Console console, Journal journal) {
        this.console = console;
        this.journal = journal;
    }

    /** What a program answers to the pictures that are looked at, batch by batch. */
    List<List<float[]>> answers(Loaded loaded, Program program) {
        List<List<float[]>> answers = new ArrayList<>();
        few(loaded)
                .ifPresent(
                        few ->
                                few.forEach(
                                        batch -> answers.add(values(program.run(batch.inputs())))));
        return answers;
    }

    /**
     * Looks at every site with a grid.
     *
     * @param answers of the quantized program, which need not be there any more: its weights take
     *     as much memory as those of the programs made here; none in float
     */
    Analysis of(Quantized quantized, List<List<float[]>> answers) {
        Loaded loaded = quantized.prepared().loaded();
        Plan plan = quantized.plan();
        Graph graph = plan.graph().orElse(loaded.network().graph());
        List<Site> sites =
                Sites.of(graph).stream().filter(site -> plan.grid(site.id()).isPresent()).toList();
        Optional<Loader> data = few(loaded);
        if (sites.isEmpty() || data.isEmpty() || answers.isEmpty()) {
            return Analysis.NONE;
        }
        Loader few = data.get();
        Errors errors = errors(loaded, plan, sites, few);
        List<Site> measured =
                Effort.of(loaded.network().weights().values(), errors.values)
                        .measured(sites, site -> errors.of(site).ownSqnr());
        if (measured.size() < sites.size()) {
            journal.say(
                    ("the impact of %d of %d sites is measured, those with the most noise of their"
                                    + " own: every one costs a run of the network")
                            .formatted(measured.size(), sites.size()));
        }
        Map<Site, Distance> alone = new HashMap<>();
        measured.forEach(site -> alone.put(site, new Distance()));
        Distance together = new Distance();
        impacts(loaded, plan, few, answers, alone, together);
        List<SiteLine> lines = new ArrayList<>();
        for (Site site : sites) {
            Grid grid = plan.grid(site.id()).orElseThrow();
            double impact = alone.containsKey(site) ? alone.get(site).relative() : Double.NaN;
            lines.add(new SiteLine(site, grid, errors.of(site), impact));
        }
        return new Analysis(few.size(), lines, OptionalDouble.of(together.relative()));
    }

    /** The pictures that are looked at, if there are any. */
    static Optional<Loader> few(Loaded loaded) {
        int images = loaded.network().prompting().isPresent() ? 1 : IMAGES;
        return loaded.calibration()
                .or(loaded::evaluation)
                .map(examples -> loaded.batches(examples).asking(PROMPTS))
                .map(all -> all.range(0, Math.min(images, all.size())));
    }

    /**
     * @param of each site
     * @param values that the network was given to see them
     */
    private record Errors(Map<Site, SiteError> of, long values) {
        SiteError of(Site site) {
            return of.get(site);
        }
    }

    private static Errors errors(Loaded loaded, Plan plan, List<Site> sites, Loader few) {
        Network network = loaded.network();
        LongAdder values = new LongAdder();
        try (Contrast contrast =
                loaded.engine().contrast(network.graph(), network.weights(), plan, sites)) {
            few.forEach(
                    batch -> {
                        contrast.add(batch.inputs());
                        batch.inputs().forEach(input -> values.add(input.size()));
                    });
            Map<Site, SiteError> errors = new HashMap<>();
            sites.forEach(site -> errors.put(site, contrast.error(site)));
            return new Errors(errors, values.sum());
        }
    }

    private void impacts(
            Loaded loaded,
            Plan plan,
            Loader few,
            List<List<float[]>> answers,
            Map<Site, Distance> alone,
            Distance together) {
        Network network = loaded.network();
        long runs = (long) few.count() * (alone.size() + 1);
        try (Progress progress = console.progress("analyse", runs);
                Isolation isolation =
                        loaded.engine().isolate(network.graph(), network.weights(), plan)) {
            Iterator<List<float[]>> answer = answers.iterator();
            few.forEach(
                    batch -> {
                        NDList inputs = batch.inputs();
                        List<float[]> base = values(isolation.run(inputs, Optional.empty()));
                        together.add(base, answer.next());
                        progress.advance(1);
                        alone.forEach(
                                (site, distance) -> {
                                    Optional<Site> only = Optional.of(site);
                                    distance.add(base, values(isolation.run(inputs, only)));
                                    progress.advance(1);
                                });
                    });
        }
    }

    /** Frees the outputs: there is one set per site. */
    private static List<float[]> values(NDList outputs) {
        try (outputs) {
            return outputs.stream()
                    .map(output -> output.toType(DataType.FLOAT32, false).toFloatArray())
                    .toList();
        }
    }

    /** ‖b − a‖ / ‖a‖ over everything added. */
    private static final class Distance {

        private double difference;
        private double norm;

        void add(List<float[]> as, List<float[]> bs) {
            for (int i = 0; i < as.size(); i++) {
                float[] a = as.get(i);
                float[] b = bs.get(i);
                for (int j = 0; j < a.length; j++) {
                    double apart = (double) b[j] - a[j];
                    difference += apart * apart;
                    norm += (double) a[j] * a[j];
                }
            }
        }

        double relative() {
            return norm == 0 ? 0 : Math.sqrt(difference / norm);
        }
    }
}
