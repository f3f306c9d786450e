package dev.halftone.phase;

import dev.halftone.engine.Apart;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Mode;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
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
 * @param inexact why the machine's int8 kernels are not used although the plan asks for integers;
 *     empty where they are
 */
public record Execution(Mode mode, Placement placement, Optional<String> inexact) {
    /** Names of sites that a line mentions. */
    private static final int FEW = 3;

    private static final Placement NONE = new Placement(List.of(), Map.of());

    /**
     * {@code auto} is {@code integer} where every site allows it and the machine's integer products
     * are exact, else {@code simulated}.
     *
     * @throws ProblemException when integers are asked for and a site has more than 8 bits
     */
    static Execution of(Loaded loaded, Plan plan) {
        Mode asked = loaded.experiment().mode();
        if (asked == Mode.FLOAT || asked == Mode.SIMULATED) {
            return new Execution(asked, NONE, Optional.empty());
        }
        if (asked == Mode.INTEGER) {
            Widths.problem(plan)
                    .ifPresent(
                            problem -> {
                                throw new ProblemException(
                                        Placed.at(
                                                List.of(problem),
                                                Modes.spot(loaded.experiment(), "mode")));
                            });
        }
        return of(asked, placement(loaded, plan), inexact(loaded.engine()));
    }

    /**
     * What a mode comes to.
     *
     * @param asked integer or auto
     * @param placement of the plan
     * @param inexact why the int8 kernels are not used here, if they are not
     */
    static Execution of(Mode asked, Placement placement, Optional<String> inexact) {
        Optional<String> told = inexact.filter(why -> !placement.integer().isEmpty());
        if (asked == Mode.INTEGER) {
            return new Execution(asked, placement, told);
        }
        if (!placement.isWhole()) {
            return new Execution(Mode.SIMULATED, placement, Optional.empty());
        }
        return told.isPresent()
                ? new Execution(Mode.SIMULATED, NONE, told)
                : new Execution(Mode.INTEGER, placement, told);
    }

    private static Optional<String> inexact(Engine engine) {
        if (engine.isExact()) {
            return Optional.empty();
        }
        return Optional.of(
                engine.device().isGpu()
                        ? "a GPU has no int8 kernels here"
                        : "the int8 kernels fail the self-test on this processor");
    }

    private static Placement placement(Loaded loaded, Plan plan) {
        return loaded.engine()
                .placement(loaded.network().graph(), loaded.network().weights(), plan);
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
        List<String> lines = new ArrayList<>();
        if (mode == Mode.INTEGER && all > 0) {
            lines.add("integer mode: %d of %d sites in integers".formatted(integer, all));
            inexact.ifPresent(why -> lines.add("  multiplied in floating point, exactly: " + why));
        } else if (inexact.isPresent()) {
            String instead = "; mode integer multiplies in floating point there, exactly";
            lines.add("simulated mode: " + inexact.get() + instead);
        } else if (all > 0) {
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
