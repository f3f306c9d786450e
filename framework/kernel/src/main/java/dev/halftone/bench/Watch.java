package dev.halftone.bench;

import dev.halftone.bench.CalibrationSpeed.Learning;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Statistic;
import dev.halftone.phase.EngineStarter;
import dev.halftone.quantize.Progress;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Stands between a run and its engine and console, and takes the time of what passes by: what is
 * gathered, and how long a step of learning lasts, which quantizers tell by their progress.
 */
public final class Watch implements Console, EngineStarter {
    private final EngineStarter starter;
    private final Console console;
    private final int rounds;
    private final List<Map<Site, Set<Statistic>>> passes = new ArrayList<>();
    private double gathering;
    private boolean waiting;
    private Optional<Learner> learner = Optional.empty();
    private Optional<Learning> learning = Optional.empty();

    /**
     * @param rounds how many steps of learning are measured
     */
    public Watch(EngineStarter starter, Console console, int rounds) {
        this.starter = starter;
        this.console = console;
        this.rounds = rounds;
    }

    /** Ends a step that has learned long enough. No exception: no step may swallow it. */
    static final class Enough extends Error {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("seen enough", null, false, false);
        }
    }

    @Override
    public Engine start(String device) {
        return new WatchedEngine(starter.start(device), this);
    }

    @Override
    public void say(String line) {
        console.say(line);
    }

    /** Where the console shows it, unmeasured. */
    Progress told(String what, long units) {
        return console.progress(what, units);
    }

    @Override
    public Progress progress(String what, long units) {
        Progress shown = console.progress(what, units);
        return waiting ? new Stopwatch(shown, what) : shown;
    }

    /** What was gathered before does not count. */
    void forget() {
        passes.clear();
        gathering = 0;
    }

    /** One map per pass since it was last forgotten. */
    List<Map<Site, Set<Statistic>>> passes() {
        return List.copyOf(passes);
    }

    /** Milliseconds spent in these passes, with what it takes to compile them. */
    double gathering() {
        return gathering;
    }

    void waitForLearning() {
        waiting = true;
    }

    Optional<Learning> learning() {
        return learning;
    }

    void gathers(Map<Site, Set<Statistic>> wanted) {
        passes.add(wanted);
    }

    void spent(double ms) {
        gathering += ms;
    }

    void learns(Learner now) {
        learner = Optional.of(now);
    }

    /** Takes the time between two units of progress while something learns. */
    private final class Stopwatch implements Progress {
        private static final int WARM_UP = 2;

        private final Progress shown;
        private final String what;
        private final List<Double> steps = new ArrayList<>();
        private final List<Double> plain = new ArrayList<>();
        private int seen = -WARM_UP;
        private long begin = System.nanoTime();

        Stopwatch(Progress shown, String what) {
            this.shown = shown;
            this.what = what;
        }

        @Override
        public void advance(long units) {
            double ms = (System.nanoTime() - begin) / 1e6;
            shown.advance(units);
            if (units == 1 && learner.isPresent() && learner.get().hasRun()) {
                double pass = learner.get().pass();
                if (++seen > 0) {
                    steps.add(ms);
                    plain.add(pass);
                    learning = Optional.of(result(learner.get()));
                }
                if (seen == rounds) {
                    throw new Enough();
                }
            }
            begin = System.nanoTime();
        }

        private Learning result(Learner now) {
            return new Learning(what, now.examples(), median(steps), median(plain));
        }

        private static double median(List<Double> times) {
            return Alternation.median(times.stream().mapToDouble(t -> t).toArray());
        }

        @Override
        public void note(String words) {
            shown.note(words);
        }

        @Override
        public void close() {
            shown.close();
        }
    }
}
