package dev.halftone.phase;

import ai.djl.ndarray.NDManager;
import dev.halftone.distribution.Failed;
import dev.halftone.experiment.Step;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.planfile.PlanFile;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The third phase: every step decides in turn, and what it decided is kept for resuming. */
public final class Quantize {

    private final Calibrate calibrate;
    private final Console console;

    @Inject
    Quantize(Calibrate calibrate, Console console) {
        this.calibrate = calibrate;
        this.console = console;
    }

    public Quantized from(Calibrated calibrated) {
        Prepared prepared = calibrated.prepared();
        Calibrated state = calibrated;
        for (MatchedStep step : prepared.loaded().steps().subList(state.done(), count(prepared))) {
            state = Placed.at(step.step().spot(), next(state, step.step()));
            keep(state);
        }
        state.statistics().close();
        return new Quantized(prepared, state.plan().settled());
    }

    private static int count(Prepared prepared) {
        return prepared.loaded().steps().size();
    }

    private static void keep(Calibrated state) {
        Loaded loaded = state.prepared().loaded();
        PlanFile.write(
                state.prepared().draft().step(state.done()),
                state.plan(),
                loaded.network().graph(),
                loaded.engine().manager());
    }

    private Supplier<Calibrated> next(Calibrated state, Step step) {
        return () ->
                step.use().instance() instanceof QuantizationStep whole
                        ? work(state, step, whole)
                        : answer(state, step);
    }

    private Calibrated answer(Calibrated before, Step step) {
        Calibrated state =
                before.answers().containsKey(before.done()) ? before : calibrate.ask(before);
        Plan decided = Plan.EMPTY;
        for (Map.Entry<Site, Grid> answer : state.answers().get(state.done()).entrySet()) {
            decided = decided.with(answer.getKey(), answer.getValue());
        }
        return calibrate.after(state, Merging.merge(state.plan(), decided, step, sites(state)));
    }

    private Calibrated work(Calibrated state, Step step, QuantizationStep whole) {
        List<Site> sites = sites(state);
        MatchedStep matched = MatchedStep.of(step, sites);
        if (matched.sites().isEmpty()) {
            throw new ProblemException(matched.noSite(sites));
        }
        NDManager kept = state.prepared().loaded().engine().manager();
        try (NDManager scratch = kept.newSubManager()) {
            Plan decided = decided(whole, new Bench(state, matched, scratch, console));
            decided.parameters().values().forEach(value -> value.attach(kept));
            List<Site> after = decided.graph().map(Sites::of).orElse(sites);
            return calibrate.after(state, Merging.merge(state.plan(), decided, step, after));
        }
    }

    private static Plan decided(QuantizationStep whole, Bench bench) {
        try {
            return whole.plan(bench);
        } catch (ProblemException known) {
            throw known;
        } catch (RuntimeException bug) {
            throw new ProblemException(Failed.step(bench.step().step().title(), bug), bug);
        }
    }

    private static List<Site> sites(Calibrated state) {
        return Sites.of(state.statistics().graph());
    }
}
