package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.Workbench;
import dev.halftone.run.Console;
import dev.halftone.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The workbench of one step.
 *
 * @param state what came before
 * @param step with the sites that it matches now
 * @param manager closed when the step ends
 * @param console where progress is shown
 */
record Bench(Calibrated state, MatchedStep step, NDManager manager, Console console)
        implements Workbench {

    @Override
    public Graph graph() {
        return state.statistics().graph();
    }

    @Override
    public List<Site> sites() {
        return step.sites();
    }

    @Override
    public Plan plan() {
        return state.plan();
    }

    @Override
    public NDArray parameter(String name) {
        return state.statistics().parameter(name);
    }

    @Override
    public Map<Site, Distribution> distributions(List<Site> sites) {
        return state.statistics().gathering(sites, manager);
    }

    @Override
    public Batches batches() {
        return Calibrate.batches(loaded());
    }

    /** The graph is the one that is given, so the plan must not bring its own. */
    @Override
    public Program program(Graph graph, Plan plan, Set<String> learned) {
        Map<String, NDArray> weights = new HashMap<>(loaded().network().weights());
        weights.putAll(state.plan().parameters());
        Plan onlyGrids = new Plan(plan.decisions(), plan.parameters(), Optional.empty());
        return loaded().engine().compile(graph, weights, onlyGrids, learned);
    }

    /** Far apart for neighbouring steps and neighbouring seeds (Weyl sequence). */
    @Override
    public long seed() {
        return loaded().experiment().seed() + (step.step().index() + 1) * 0x9E3779B97F4A7C15L;
    }

    @Override
    public Progress progress(String what, long units) {
        return console.progress(what, units);
    }

    @Override
    public Bookmark bookmark() {
        int done = state.done() + 1;
        return new Pages(state.prepared().draft().step(done), manager);
    }

    private Loaded loaded() {
        return state.prepared().loaded();
    }
}
