package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a quantizer that works on the whole network promises, alone and after a step that put every
 * weight and activation on a grid.
 */
final class StepPromises {
    static final String ANSWERS =
            "takes a plan with grids or one without, and says what to do about the other";
    static final String SAME = "gives the same plan for the same input";
    static final String KNOWN = "decides only about sites and parameters that exist";
    static final String WIDTHS = "changes bits where it says, to those it says";
    static final String RUNS = "gives a plan that runs, with the same bits twice";

    private final Supplier<QuantizationStep> step;
    private final Lab lab;
    private final TinyNetwork network = new TinyNetwork();
    private final Lazy<Answer> alone = new Lazy<>(() -> answer(false));
    private final Lazy<Answer> after = new Lazy<>(() -> answer(true));

    private StepPromises(Supplier<QuantizationStep> step, Lab lab) {
        this.step = step;
        this.lab = lab;
    }

    static List<Promise> of(Supplier<QuantizationStep> step, Lab lab) {
        StepPromises promises = new StepPromises(step, lab);
        List<Promise> all = new ArrayList<>();
        all.add(new Promise(ANSWERS, promises::refusals));
        all.add(new Promise(SAME, promises::same));
        all.add(new Promise(KNOWN, promises::known));
        all.add(new Promise(WIDTHS, promises::widths));
        all.add(new Promise(RUNS, promises::runs));
        all.add(new Promise(PlanPromises.ON_GRID, promises::onGrid));
        all.add(OddNetworks.promise(step, lab));
        all.addAll(GridPromises.of(promises::cases, lab));
        return all;
    }

    /**
     * What the step makes of one workbench. Several promises look at it; the workbench lives as
     * long as the lab.
     *
     * @param plan none where the step refuses
     * @param refused why, then
     */
    private record Answer(
            String what,
            TinyBench bench,
            Optional<Plan> plan,
            Optional<ProblemException> refused) {}

    private Answer answer(boolean quantized) {
        String what = quantized ? "after 8 bits everywhere" : "alone";
        TinyBench bench = new TinyBench(network, lab, quantized);
        try {
            return new Answer(what, bench, Optional.of(step.get().plan(bench)), Optional.empty());
        } catch (ProblemException refused) {
            return new Answer(what, bench, Optional.empty(), Optional.of(refused));
        }
    }

    private List<Answer> answers() {
        return List.of(alone.get(), after.get());
    }

    /** Does something with the answers to both plans that the step may meet. */
    private void forEachPlan(Check check) {
        for (Answer answer : answers()) {
            answer.plan().ifPresent(plan -> check.hold(answer.what(), answer.bench(), plan));
        }
    }

    private interface Check {
        void hold(String what, TinyBench bench, Plan answer);
    }

    /** A step may want grids, or want none: not neither. */
    private void refusals() {
        List<ProblemException> refused =
                answers().stream().flatMap(answer -> answer.refused().stream()).toList();
        assertThat(refused).as("refusals").hasSizeLessThan(answers().size());
        for (ProblemException problem : refused) {
            assertThat(problem.problems())
                    .as("what to do about '%s'", problem.getMessage())
                    .allSatisfy(p -> assertThat(p.hint().orElse("")).isNotBlank());
        }
    }

    private void same() {
        forEachPlan(
                (what, bench, first) -> {
                    boolean quantized = !bench.plan().decisions().isEmpty();
                    try (TinyBench again = new TinyBench(network, lab, quantized)) {
                        Plan second = step.get().plan(again);
                        assertThat(second.decisions()).as(what).isEqualTo(first.decisions());
                        assertThat(second.graph()).as(what).isEqualTo(first.graph());
                        assertThat(bits(second)).as("parameters, %s", what).isEqualTo(bits(first));
                    }
                });
    }

    private static Map<String, List<Float>> bits(Plan plan) {
        Map<String, List<Float>> bits = new LinkedHashMap<>();
        plan.parameters().forEach((name, array) -> bits.put(name, boxed(array)));
        return bits;
    }

    private static List<Float> boxed(NDArray array) {
        List<Float> values = new ArrayList<>();
        for (float value : array.toFloatArray()) {
            values.add(value);
        }
        return values;
    }

    private void known() {
        forEachPlan(
                (what, bench, plan) -> {
                    Graph graph = plan.graph().orElse(bench.graph());
                    Set<String> sites =
                            Sites.of(graph).stream().map(Site::id).collect(Collectors.toSet());
                    assertThat(plan.decisions().keySet()).as("sites, " + what).isSubsetOf(sites);
                    assertThat(plan.parameters().keySet())
                            .as("parameters, " + what)
                            .isSubsetOf(graph.parameters().keySet());
                });
    }

    private void widths() {
        forEachPlan(
                (what, bench, plan) -> {
                    Map<Site, OptionalInt> said = step.get().widths(bench.graph(), bench.sites());
                    for (Site site : bench.sites()) {
                        if (plan.decisions().containsKey(site.id())) {
                            Optional<Double> before = bench.plan().grid(site.id()).map(Grid::bits);
                            Optional<Double> after = plan.grid(site.id()).map(Grid::bits);
                            OptionalInt width = said.getOrDefault(site, OptionalInt.empty());
                            String where = "bits at " + site.id() + ", " + what;
                            if (width.isPresent()) {
                                assertThat(after).as(where).contains((double) width.getAsInt());
                            } else if (!said.containsKey(site) && before.isPresent()) {
                                assertThat(after).as(where).isEqualTo(before);
                            }
                        }
                    }
                });
    }

    private void runs() {
        forEachPlan(
                (what, bench, answer) -> {
                    Plan plan = bench.plan().then(answer);
                    try (NDManager inside = lab.manager().newSubManager();
                            Program program = bench.program(bench.graph(), plan, Set.of())) {
                        float[] first = outputs(program, inside);
                        for (float value : first) {
                            assertThat(Float.isFinite(value))
                                    .as("output %s is finite, %s", value, what)
                                    .isTrue();
                        }
                        assertThat(outputs(program, inside)).as(what).containsExactly(first);
                    }
                });
    }

    private void onGrid() {
        forEachPlan(
                (what, bench, answer) ->
                        new PlanPromises(network, lab).onGrid(what, bench.plan().then(answer)));
    }

    private static float[] outputs(Program program, NDManager manager) {
        NDList inputs = TinyNetwork.inputs(manager, 0);
        return program.run(inputs).get(0).toFloatArray();
    }

    private List<GridPromises.Case> cases() {
        List<GridPromises.Case> cases = new ArrayList<>();
        forEachPlan(
                (what, bench, answer) -> {
                    Map<String, Decision> decisions = answer.decisions();
                    bench.seen()
                            .forEach(
                                    (site, seen) -> {
                                        Decision decision = decisions.get(site.id());
                                        if (decision != null && decision.grid().isPresent()) {
                                            cases.add(
                                                    new GridPromises.Case(
                                                            "at " + site.id() + ", " + what,
                                                            decision.grid().get(),
                                                            seen.batches().get(0),
                                                            seen.shape()));
                                        }
                                    });
                });
        return cases;
    }
}
