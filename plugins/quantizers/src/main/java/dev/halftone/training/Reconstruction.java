package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.Workbench;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rebuilds units one after the other: each learns to make of what the quantized units before it
 * give (partly replaced by what the float ones give, with QDrop) what the float unit makes of what
 * the float units before it give.
 */
public final class Reconstruction {
    private static final int STEPS_PER_PAGE = 500;

    private final Workbench bench;
    private final List<Unit> units;
    private final Rebuilding how;

    private Reconstruction(Workbench bench, List<Unit> units, Rebuilding how) {
        this.bench = bench;
        this.units = units;
        this.how = how;
    }

    /**
     * Units by the paths of modules.
     *
     * @throws ProblemException when a pattern matches nothing, or two units overlap
     */
    public static Reconstruction ofModules(Workbench bench, List<String> patterns, Rebuilding how) {
        return new Reconstruction(bench, Units.matching(bench.graph(), patterns), how);
    }

    /**
     * Looks whether patterns name units.
     *
     * @throws ProblemException with everything that is wrong with them
     */
    public static void check(Graph graph, List<String> patterns) {
        Units.matching(graph, patterns);
    }

    /** One unit for each layer with a weight among the step's sites. */
    public static Reconstruction ofLayers(Workbench bench, Rebuilding how) {
        return new Reconstruction(bench, Units.layers(bench.graph(), bench.sites()), how);
    }

    /** The ids of the sites in all units. */
    public Set<String> sites() {
        Set<String> ids = new LinkedHashSet<>();
        units.forEach(unit -> Sited.of(bench, unit, how).sites().forEach(s -> ids.add(s.id())));
        return ids;
    }

    /**
     * Learns, from the bookmark on if there is one.
     *
     * @throws ProblemException when no unit has anything to learn, or errors of one cannot be
     *     weighed
     */
    public Plan run() {
        check();
        Optional<Bookmark.Page> page = bench.bookmark().last();
        Progressed state = Progressed.from(page);
        long steps = (long) how.iters() * units.size();
        try (Progress progress = bench.progress("reconstruct", steps)) {
            progress.advance((long) state.unit() * how.iters() + state.step());
            while (state.unit() < units.size()) {
                state = rebuilt(state, page, progress);
                page = Optional.empty();
                bench.bookmark().keep(state.page(Map.of()));
            }
        }
        return state.plan(bench);
    }

    private void check() {
        List<Unit> learning =
                units.stream().filter(unit -> !Sited.of(bench, unit, how).isFixed()).toList();
        if (learning.isEmpty()) {
            String message =
                    "rebuilding wants weights on uniform grids%s to learn, and no unit has any"
                            + " among the sites";
            String scales = how.learnsScales() ? " or scales of activations" : "";
            throw new ProblemException(
                    Problem.of("nothing-to-learn", message.formatted(scales))
                            .hint(
                                    "decide grids in a step before, such as '- { uniform: { bits:"
                                            + " 4 } }'"));
        }
        if (how.loss() == Weighting.FISHER) {
            learning.forEach(unit -> Importance.check(bench.graph(), unit));
        }
    }

    private Progressed rebuilt(Progressed before, Optional<Bookmark.Page> page, Progress progress) {
        Unit unit = units.get(before.unit());
        Sited sited = Sited.of(bench, unit, how);
        if (sited.isFixed()) {
            progress.advance(how.iters());
            return before.next(Map.of(), Map.of());
        }
        Plan plan = bench.plan().then(before.plan(bench));
        Graph piece = unit.mixed(bench.graph(), how.keep());
        sited.check(piece);
        long seed = bench.seed() + (before.unit() + 1) * 0xD1B54A32D192ED03L;
        try (NDManager manager = bench.manager().newSubManager();
                Caches caches = Caches.of(bench, unit, how, plan, seed);
                Program program = bench.program(piece, sited.training(plan), sited.learned())) {
            Map<String, SoftRounding> weights = new LinkedHashMap<>();
            sited.rounded()
                    .forEach(
                            (name, grid) ->
                                    weights.put(
                                            name,
                                            new SoftRounding(
                                                    bench.parameter(name), grid, manager)));
            List<String> arrays = sited.arrays();
            Optional<Scales> scales =
                    arrays.isEmpty()
                            ? Optional.empty()
                            : Optional.of(new Scales(program, arrays, manager));
            UnitTraining training =
                    new UnitTraining(
                            unit.path(),
                            how,
                            program,
                            weights,
                            scales,
                            caches.given(),
                            caches.wanted(),
                            caches.importance(),
                            seed,
                            manager);
            if (before.step() > 0) {
                page.ifPresent(training::restore);
            }
            steps(training, before, unit, progress);
            return before.next(hard(weights), settled(scales));
        }
    }

    private void steps(UnitTraining training, Progressed before, Unit unit, Progress progress) {
        double mean = Double.NaN;
        for (int step = before.step(); step < how.iters(); step++) {
            double loss = step(training, step);
            mean = Double.isNaN(mean) ? loss : 0.95 * mean + 0.05 * loss;
            progress.note(String.format("%s, error %.4g", unit.path(), mean));
            progress.advance(1);
            if ((step + 1) % STEPS_PER_PAGE == 0 && step + 1 < how.iters()) {
                bench.bookmark().keep(before.at(step + 1).page(training.page()));
            }
        }
    }

    /** What is wrong with the first step was there before anything was learned. */
    private double step(UnitTraining training, int step) {
        try {
            return training.step(step);
        } catch (ProblemException diverged) {
            if (step == 0) {
                Origin.search(bench);
            }
            throw diverged;
        }
    }

    private Map<String, NDArray> hard(Map<String, SoftRounding> weights) {
        Map<String, NDArray> hard = new LinkedHashMap<>();
        weights.forEach((name, rounding) -> hard.put(name, rounding.hard(bench.manager())));
        return hard;
    }

    private Map<String, NDArray> settled(Optional<Scales> scales) {
        Map<String, NDArray> settled = new LinkedHashMap<>();
        scales.ifPresent(
                s -> s.values().forEach((name, v) -> settled.put(name, bench.manager().create(v))));
        return settled;
    }
}
