package dev.halftone.phase;

import dev.halftone.engine.Apart;
import dev.halftone.experiment.Mode;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a plan is carried out: what mode {@code auto} comes to once the plan is known.
 *
 * @param mode float, simulated or integer
 * @param placement which sites run in integers; of no site in other modes
 */
public record Execution(Mode mode, Placement placement) {
    private static final int MOST_BITS = 8;

    /** Names of sites that a line mentions. */
    private static final int FEW = 3;

    private static final Placement NONE = new Placement(List.of(), java.util.Map.of());

    /**
     * {@code auto} is {@code integer} where every site allows it and the machine's integer products
     * are exact, else {@code simulated}.
     *
     * @throws ProblemException when integers are asked for and a site has more than 8 bits
     */
    static Execution of(Loaded loaded, Plan plan) {
        Mode asked = loaded.experiment().mode();
        if (asked == Mode.FLOAT || asked == Mode.SIMULATED) {
            return new Execution(asked, NONE);
        }
        if (asked == Mode.INTEGER) {
            wide(plan)
                    .ifPresent(
                            problem -> {
                                throw new ProblemException(
                                        Placed.at(
                                                List.of(problem),
                                                Modes.spot(loaded.experiment(), "mode")));
                            });
            return new Execution(asked, placement(loaded, plan));
        }
        if (!loaded.engine().isExact()) {
            return new Execution(Mode.SIMULATED, NONE);
        }
        Placement placement = placement(loaded, plan);
        return placement.isWhole()
                ? new Execution(Mode.INTEGER, placement)
                : new Execution(Mode.SIMULATED, placement);
    }

    private static Placement placement(Loaded loaded, Plan plan) {
        return loaded.engine()
                .placement(loaded.network().graph(), loaded.network().weights(), plan);
    }

    private static Optional<Problem> wide(Plan plan) {
        List<String> wide = new ArrayList<>();
        plan.decisions().keySet().stream()
                .filter(site -> plan.grid(site).filter(Execution::isWide).isPresent())
                .forEach(wide::add);
        if (wide.isEmpty()) {
            return Optional.empty();
        }
        String first = wide.get(0);
        String message =
                "mode 'integer' goes up to %d bits, and site '%s' has %d"
                        .formatted(MOST_BITS, first, (int) plan.grid(first).orElseThrow().bits());
        String more = wide.size() == 1 ? "" : " (%d more sites too)".formatted(wide.size() - 1);
        return Optional.of(
                Problem.of("too-many-bits", message + more)
                        .hint("mode: simulated runs any number of bits, and auto chooses it here"));
    }

    private static boolean isWide(Grid grid) {
        return grid instanceof Affine && grid.bits() > MOST_BITS;
    }

    /** Ids of the sites that run in integers. */
    Set<String> integer() {
        return mode == Mode.INTEGER ? Set.copyOf(placement.integer()) : Set.of();
    }

    /** How far integers lead from the simulation at each site, on one example. */
    Map<String, Apart> drift(Loaded loaded, Plan plan) {
        Map<String, Apart> apart = new HashMap<>();
        if (mode == Mode.INTEGER) {
            loaded.calibration()
                    .or(loaded::evaluation)
                    .ifPresent(
                            examples ->
                                    loaded.batches(examples)
                                            .range(0, 1)
                                            .forEach(
                                                    batch ->
                                                            apart.putAll(
                                                                    drift(loaded, plan, batch))));
        }
        return apart;
    }

    private static Map<String, Apart> drift(Loaded loaded, Plan plan, Batch batch) {
        return loaded.engine()
                .drift(loaded.network().graph(), loaded.network().weights(), plan, batch.inputs());
    }

    Program compile(Loaded loaded, Plan plan) {
        return loaded.compile(plan, mode == Mode.INTEGER);
    }

    /** For the user: what runs in integers, and what does not, and why. */
    List<String> lines() {
        int integer = placement.integer().size();
        int all = integer + placement.simulated().size();
        if (all == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        if (mode == Mode.INTEGER) {
            lines.add("integer mode: %d of %d sites in integers".formatted(integer, all));
        } else {
            int rest = placement.simulated().size();
            lines.add("simulated mode: %d of %d sites are none for integers".formatted(rest, all));
        }
        placement
                .reasons()
                .forEach(
                        (why, sites) ->
                                lines.add(
                                        "  %d simulated: %s (%s)"
                                                .formatted(sites.size(), why, names(sites))));
        return lines;
    }

    private static String names(List<String> sites) {
        String first = sites.stream().limit(FEW).collect(Collectors.joining(", "));
        return sites.size() > FEW ? first + ", …" : first;
    }
}
