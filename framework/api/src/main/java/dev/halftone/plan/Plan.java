package dev.halftone.plan;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.site.Site;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What quantization does to a graph: site to grid, parameter to new value and, where a method
 * changes the arithmetic itself, a rewritten graph whose sites keep their ids. A value: it is
 * compared, saved, merged and shown.
 *
 * @param decisions by site id
 * @param parameters new values by parameter name
 * @param graph the graph to run instead, if it was rewritten
 * @param arithmetic of integer programs
 */
public record Plan(
        Map<String, Decision> decisions,
        Map<String, NDArray> parameters,
        Optional<Graph> graph,
        Arithmetic arithmetic) {

    public static final Plan EMPTY = new Plan(Map.of(), Map.of(), Optional.empty());

    public Plan {
        decisions = Collections.unmodifiableMap(new LinkedHashMap<>(decisions));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** With the usual arithmetic. */
    public Plan(
            Map<String, Decision> decisions,
            Map<String, NDArray> parameters,
            Optional<Graph> graph) {
        this(decisions, parameters, graph, Arithmetic.USUAL);
    }

    /** This plan with one site on a grid; an earlier decision for it is replaced. */
    public Plan with(Site site, Grid grid) {
        return with(site, new Decision(Optional.of(grid), "", Optional.empty()));
    }

    /** This plan with one site in float. */
    public Plan floating(Site site) {
        return with(site, new Decision(Optional.empty(), "", Optional.empty()));
    }

    /** This plan with one decision. */
    public Plan with(Site site, Decision decision) {
        Map<String, Decision> all = new LinkedHashMap<>(decisions);
        all.put(site.id(), decision);
        return new Plan(all, parameters, graph, arithmetic);
    }

    /** This plan with a new value for one parameter. */
    public Plan with(String parameter, NDArray value) {
        Map<String, NDArray> all = new LinkedHashMap<>(parameters);
        all.put(parameter, value);
        return new Plan(decisions, all, graph, arithmetic);
    }

    /** This plan over a rewritten graph. */
    public Plan over(Graph rewritten) {
        return new Plan(decisions, parameters, Optional.of(rewritten), arithmetic);
    }

    /** This plan carried out with another arithmetic. */
    public Plan with(Arithmetic how) {
        return new Plan(decisions, parameters, graph, how);
    }

    /** This plan, then another: what the later one decides replaces what this one decided. */
    public Plan then(Plan later) {
        Map<String, Decision> all = new LinkedHashMap<>(decisions);
        all.putAll(later.decisions);
        Map<String, NDArray> values = new LinkedHashMap<>(parameters);
        values.putAll(later.parameters);
        boolean same = later.arithmetic.equals(Arithmetic.USUAL);
        Arithmetic how = same ? arithmetic : later.arithmetic;
        return new Plan(all, values, later.graph.or(() -> graph), how);
    }

    /** The same parameters and graph, nothing on a grid. */
    public Plan withoutGrids() {
        return new Plan(Map.of(), parameters, graph);
    }

    /** The same plan with every grid {@linkplain Grid#settled() settled}. */
    public Plan settled() {
        Map<String, Decision> all = new LinkedHashMap<>();
        decisions.forEach(
                (site, d) ->
                        all.put(
                                site,
                                new Decision(d.grid().map(Grid::settled), d.step(), d.because())));
        return new Plan(all, parameters, graph, arithmetic);
    }

    /** The grid of a site, if it has one. */
    public Optional<Grid> grid(String site) {
        return Optional.ofNullable(decisions.get(site)).flatMap(Decision::grid);
    }
}
