package dev.halftone.bench;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.bench.Alternation.Entry;
import dev.halftone.bench.CalibrationSpeed.Cost;
import dev.halftone.bench.CalibrationSpeed.Learning;
import dev.halftone.bench.CalibrationSpeed.Peak;
import dev.halftone.bench.Speed.Pace;
import dev.halftone.distribution.Asking;
import dev.halftone.distribution.Asking.Question;
import dev.halftone.distribution.Statistics;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Statistic;
import dev.halftone.experiment.Experiment;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Levels;
import dev.halftone.phase.Calibrate;
import dev.halftone.phase.Loaded;
import dev.halftone.phase.MatchedStep;
import dev.halftone.phase.Prepare;
import dev.halftone.phase.Prepared;
import dev.halftone.phase.Quantize;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Spot;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures what calibrating an experiment's network costs. Every observer looks at every activation
 * there is, for 8 bits per tensor; what it gathers takes turns with the plain float pass on the
 * same batch. Observers that gather the same share one measurement.
 */
public final class Calibrating {
    /** Batches of the shorter of two passes whose memory is compared. */
    public static final int FEW = 4;

    private static final int BITS = 8;

    private final Prepare prepare;
    private final Calibrate calibrate;
    private final Quantize quantize;
    private final Watch watch;

    public Calibrating(Prepare prepare, Calibrate calibrate, Quantize quantize, Watch watch) {
        this.prepare = prepare;
        this.calibrate = calibrate;
        this.quantize = quantize;
        this.watch = watch;
    }

    /** What one observer asked for: one map per pass. */
    private record Asked(String observer, List<Map<Site, Set<Statistic>>> passes, double deciding) {

        /** The same of what matrix products read alone. */
        List<Map<Site, Set<Statistic>>> usual() {
            return passes.stream().map(Asked::usual).toList();
        }

        private static Map<Site, Set<Statistic>> usual(Map<Site, Set<Statistic>> pass) {
            Map<Site, Set<Statistic>> some = new LinkedHashMap<>(pass);
            some.keySet().removeIf(site -> !site.role().isActivation());
            return some;
        }
    }

    /**
     * @param rounds how often each is measured
     */
    public CalibrationSpeed of(
            Experiment experiment, Map<String, RangeObserver> observers, int rounds) {
        try (Prepared prepared = prepare.from(experiment)) {
            Loaded few = Benching.few(prepared.loaded());
            List<Site> sites =
                    Sites.of(few.network().graph()).stream()
                            .filter(site -> site.parameter().isEmpty())
                            .toList();
            try (NDManager manager = few.engine().manager().newSubManager()) {
                NDList inputs = Benching.inputs(few, manager);
                List<Asked> asked = new ArrayList<>();
                observers.forEach((id, one) -> asked.add(asked(id, one, few, sites, inputs)));
                Alternation alternation = new Alternation(rounds, System::nanoTime);
                Map<Map<Site, Set<Statistic>>, Pace> paces = new LinkedHashMap<>();
                double plain = measure(few, asked, inputs, alternation, paces);
                Map<Map<Site, Set<Statistic>>, Optional<Peak>> peaks = new LinkedHashMap<>();
                asked.stream()
                        .flatMap(one -> one.passes().stream())
                        .distinct()
                        .forEach(pass -> peaks.put(pass, peak(few, pass, inputs)));
                return new CalibrationSpeed(
                        experiment.name(),
                        few.experiment().batch(),
                        sites.size(),
                        plain,
                        asked.stream().map(one -> cost(one, paces, peaks)).toList(),
                        learning(prepared));
            }
        }
    }

    /** Has an observer decide once, after one batch, and notes what it asks for. */
    private Asked asked(
            String id, RangeObserver observer, Loaded loaded, List<Site> sites, NDList inputs) {
        SiteQuantizer covering =
                (site, seen) ->
                        Affine.covering(observer.range(seen, Levels.of(BITS, false)), BITS, false);
        Question question = new Question(id, covering, sites, new Spot("bench", 1, 1, 1, ""));
        Progress silence = new Console.Silence();
        watch.forget();
        try (Statistics statistics =
                new Statistics(
                        loaded.engine(),
                        loaded.network(),
                        Plan.EMPTY,
                        new Statistics.Calibration(() -> new Repeated(inputs, 1), () -> silence))) {
            long begin = System.nanoTime();
            Asking.answers(List.of(question), statistics);
            double all = (System.nanoTime() - begin) / 1e6;
            return new Asked(id, watch.passes(), all - watch.gathering());
        }
    }

    /** Fills in the pace of each pass; gives the time of the plain one. */
    private double measure(
            Loaded loaded,
            List<Asked> asked,
            NDList inputs,
            Alternation alternation,
            Map<Map<Site, Set<Statistic>>, Pace> paces) {
        Engine engine = loaded.engine();
        Graph graph = loaded.network().graph();
        List<Map<Site, Set<Statistic>>> passes =
                asked.stream()
                        .flatMap(one -> Stream.concat(one.passes().stream(), one.usual().stream()))
                        .distinct()
                        .toList();
        List<Entry> entries = new ArrayList<>();
        try {
            entries.add(
                    new Entry(
                            "float",
                            engine.name(),
                            engine.compile(
                                    graph, loaded.network().weights(), Plan.EMPTY, Set.of())));
            passes.forEach(
                    pass ->
                            entries.add(
                                    new Entry("observed", engine.name(), gathering(loaded, pass))));
            long runs = (long) entries.size() * alternation.runs();
            try (Progress progress = watch.told("bench", runs)) {
                List<Pace> all = alternation.of(entries, inputs, progress);
                for (int i = 0; i < passes.size(); i++) {
                    paces.put(passes.get(i), all.get(i + 1));
                }
                return all.get(0).ms();
            }
        } finally {
            entries.forEach(entry -> entry.program().close());
        }
    }

    private static Gathering gathering(Loaded loaded, Map<Site, Set<Statistic>> pass) {
        return new Gathering(
                loaded.engine()
                        .observe(
                                loaded.network().graph(),
                                loaded.network().weights(),
                                Plan.EMPTY,
                                pass));
    }

    private Optional<Peak> peak(Loaded loaded, Map<Site, Set<Statistic>> pass, NDList inputs) {
        return Peaks.of(
                () -> run(loaded, pass, inputs, FEW), () -> run(loaded, pass, inputs, 4 * FEW));
    }

    private static void run(
            Loaded loaded, Map<Site, Set<Statistic>> pass, NDList inputs, int batches) {
        try (Gathering gathering = gathering(loaded, pass)) {
            new Repeated(inputs, batches).forEach(batch -> gathering.run(batch.inputs()));
        }
    }

    private static Cost cost(
            Asked asked,
            Map<Map<Site, Set<Statistic>>, Pace> paces,
            Map<Map<Site, Set<Statistic>>, Optional<Peak>> peaks) {
        List<Pace> all = asked.passes().stream().map(paces::get).toList();
        return new Cost(
                asked.observer(),
                all.stream().mapToDouble(Pace::ms).sum(),
                all.stream().mapToDouble(Pace::ratio).sum(),
                asked.usual().stream().mapToDouble(pass -> paces.get(pass).ratio()).sum(),
                asked.deciding(),
                asked.passes().stream()
                        .flatMap(pass -> peaks.get(pass).stream())
                        .reduce(
                                (a, b) ->
                                        new Peak(
                                                Math.max(a.few(), b.few()),
                                                Math.max(a.many(), b.many()))));
    }

    /** Carries the steps out until one has learned long enough. */
    private Optional<Learning> learning(Prepared prepared) {
        if (prepared.loaded().steps().stream().allMatch(MatchedStep::isPerSite)) {
            return Optional.empty();
        }
        watch.waitForLearning();
        try {
            quantize.from(calibrate.from(prepared));
        } catch (Watch.Enough enough) {
            // What was to be seen has been seen.
        }
        return watch.learning();
    }
}
