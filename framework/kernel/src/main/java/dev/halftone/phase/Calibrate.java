package dev.halftone.phase;

import dev.halftone.data.Examples;
import dev.halftone.distribution.Asking;
import dev.halftone.distribution.Asking.Question;
import dev.halftone.distribution.Statistics;
import dev.halftone.grid.Grid;
import dev.halftone.journal.Journal;
import dev.halftone.picture.Loader;
import dev.halftone.plan.Plan;
import dev.halftone.planfile.PlanFile;
import dev.halftone.problem.ProblemException;
import dev.halftone.run.Console;
import dev.halftone.run.Setting;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The second phase: gathers, in as few passes as possible, what the first steps ask for. It comes
 * back during the third when a step changes the network or works on all of it.
 */
public final class Calibrate {

    private final Console console;
    private final Journal journal;
    private final Setting setting;

    @Inject
    Calibrate(Console console, Journal journal, Setting setting) {
        this.console = console;
        this.journal = journal;
        this.setting = setting;
    }

    public Calibrated from(Prepared prepared) {
        int done = prepared.loaded().steps().size();
        while (done > 0 && !PlanFile.isIn(prepared.draft().step(done))) {
            done--;
        }
        Plan plan = done == 0 ? Merging.own(prepared.loaded()) : saved(prepared, done);
        return ask(new Calibrated(prepared, done, plan, statistics(prepared, plan), Map.of()));
    }

    private Plan saved(Prepared prepared, int done) {
        journal.say(
                "resuming after " + done + " of " + prepared.loaded().steps().size() + " steps");
        return new PlanFile(setting.types())
                .read(prepared.draft().step(done), prepared.loaded().engine().manager());
    }

    private Statistics statistics(Prepared prepared, Plan plan) {
        Loaded loaded = prepared.loaded();
        return new Statistics(
                loaded.engine(),
                loaded.network(),
                plan,
                new Statistics.Calibration(
                        () -> batches(loaded),
                        () -> console.progress("calibrate", batches(loaded).count())));
    }

    static Loader batches(Loaded loaded) {
        Examples examples = loaded.calibration().orElseThrow(NoCalibration::problem);
        return loaded.batches(examples);
    }

    /** The state after one more step has decided. */
    Calibrated after(Calibrated before, Plan plan) {
        int done = before.done() + 1;
        if (before.statistics().hold(plan)) {
            return new Calibrated(
                    before.prepared(), done, plan, before.statistics(), before.answers());
        }
        before.statistics().close();
        Statistics fresh = statistics(before.prepared(), plan);
        return new Calibrated(before.prepared(), done, plan, fresh, Map.of());
    }

    /** Has the next steps answered that decide site by site, all in the same passes. */
    Calibrated ask(Calibrated state) {
        List<Site> sites = Sites.of(state.statistics().graph());
        List<MatchedStep> steps = state.prepared().loaded().steps();
        List<Question> questions = new ArrayList<>();
        for (int i = state.done(); i < steps.size() && steps.get(i).isPerSite(); i++) {
            questions.add(question(steps.get(i), sites));
        }
        Map<Integer, Map<Site, Grid>> answers = new HashMap<>();
        List<Map<Site, Grid>> all = Asking.answers(questions, state.statistics());
        for (int i = 0; i < all.size(); i++) {
            answers.put(state.done() + i, all.get(i));
        }
        return new Calibrated(
                state.prepared(), state.done(), state.plan(), state.statistics(), answers);
    }

    /** A step before may have rewritten the graph, so sites are matched again. */
    private static Question question(MatchedStep step, List<Site> sites) {
        MatchedStep now = MatchedStep.of(step.step(), sites);
        if (now.sites().isEmpty()) {
            throw new ProblemException(now.noSite(sites));
        }
        return now.question();
    }
}
