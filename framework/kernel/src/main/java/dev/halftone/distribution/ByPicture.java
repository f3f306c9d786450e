package dev.halftone.distribution;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.grid.Granularity;
import dev.halftone.model.Network;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Batch;
import dev.halftone.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells what is wrong with a batch of the first picture that it is wrong with. */
public final class ByPicture {

    private static final Statistic ENDS = new Statistic.Extremes(Granularity.TENSOR);

    private ByPicture() {}

    /**
     * Looks in a float network for the first site with values that are not finite.
     *
     * @throws ProblemException that names it and the picture, if there is one
     */
    public static void search(Engine engine, Network network, List<Site> sites, Batch batch) {
        Map<Site, Set<Statistic>> wanted = new LinkedHashMap<>();
        sites.stream()
                .filter(site -> site.parameter().isEmpty())
                .forEach(site -> wanted.put(site, Set.of(ENDS)));
        try (Observation observation =
                engine.observe(network.graph(), network.weights(), Plan.EMPTY, wanted)) {
            add(observation, batch);
        }
    }

    /** Observes a batch. */
    static void add(Observation observation, Batch batch) {
        try {
            observation.add(batch.inputs());
        } catch (ProblemException whole) {
            for (int i = 0; i < batch.examples().size(); i++) {
                addOne(observation, batch, i);
            }
            throw whole;
        }
    }

    private static void addOne(Observation observation, Batch batch, int row) {
        NDList one = new NDList();
        batch.inputs().forEach(input -> one.add(input.get(new NDIndex(row + ":" + (row + 1)))));
        try (one) {
            observation.add(one);
        } catch (ProblemException known) {
            String name = "picture '" + batch.examples().get(row).name() + "': ";
            throw new ProblemException(known.problems().stream().map(p -> named(p, name)).toList());
        }
    }

    private static Problem named(Problem problem, String name) {
        return new Problem(
                problem.code(), name + problem.message(), problem.spot(), problem.hint());
    }
}
