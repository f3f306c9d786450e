package dev.halftone.quantizer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Levels;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sites around nodes whose arithmetic becomes that of integers, and the grids there. */
final class Neighbours {
    private static final Set<String> MOVES =
            Set.of("Reshape", "Transpose", "Identity", "Dropout", "Squeeze", "Unsqueeze");

    private final Workbench bench;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Site> sites;

    Neighbours(Workbench bench) {
        this.bench = bench;
        this.sites = Sites.of(bench.graph());
        for (Node node : bench.graph().nodes()) {
            nodes.put(node.name(), node);
            node.outputs().forEach(output -> makers.put(output, node));
        }
    }

    /** The nodes of an operator that a step's sites belong to, or read what it makes. */
    List<Node> meant(String op) {
        Set<String> names = new HashSet<>();
        for (Site site : bench.sites()) {
            Node node = nodes.get(site.node());
            names.add(node.name());
            if (site.role() == Role.PROBABILITIES) {
                source(value(site)).ifPresent(maker -> names.add(maker.name()));
            }
        }
        Graph graph = bench.graph();
        return graph.nodes().stream()
                .filter(node -> node.op().equals(op) && names.contains(node.name()))
                .toList();
    }

    private String value(Site site) {
        Node node = nodes.get(site.node());
        return site.place() instanceof Site.Read read ? node.input(read.index()) : node.output();
    }

    /** The node that makes a value, through operators that only move data. */
    private Optional<Node> source(String value) {
        Optional<Node> maker = Optional.ofNullable(makers.get(value));
        return maker.filter(node -> MOVES.contains(node.op()))
                .map(node -> source(node.input(0)))
                .orElse(maker);
    }

    /** The site of what a node reads or makes. */
    Site at(Node node, Role role) {
        return sites.stream()
                .filter(site -> site.node().equals(node.name()) && site.role() == role)
                .findFirst()
                .orElseThrow();
    }

    /** The sites that read what a node makes, moved or not. */
    List<Site> readers(Node node) {
        return sites.stream()
                .filter(site -> site.place() instanceof Site.Read && !site.isWeight())
                .filter(site -> source(value(site)).filter(node::equals).isPresent())
                .toList();
    }

    /**
     * The grid that earlier steps gave what a node reads: where it is read, or where it is made.
     */
    Optional<Affine> gridBefore(Node node) {
        Plan plan = bench.plan();
        Site here = at(node, Role.OPERAND);
        return grid(plan, here)
                .or(
                        () ->
                                Optional.ofNullable(makers.get(node.input(0)))
                                        .flatMap(maker -> made(maker))
                                        .flatMap(site -> grid(plan, site)));
    }

    private Optional<Site> made(Node maker) {
        return sites.stream()
                .filter(site -> site.node().equals(maker.name()))
                .filter(site -> site.place() instanceof Site.Made)
                .findFirst();
    }

    /** The grid that earlier steps gave what a node makes: there, or where it is read first. */
    Optional<Affine> gridAfter(Node node) {
        Plan plan = bench.plan();
        return grid(plan, at(node, Role.OUTPUT))
                .or(
                        () ->
                                readers(node).stream()
                                        .flatMap(site -> grid(plan, site).stream())
                                        .findFirst());
    }

    private static Optional<Affine> grid(Plan plan, Site site) {
        return plan.grid(site.id()).filter(Affine.class::isInstance).map(Affine.class::cast);
    }

    /** A grid over everything seen at a site, one scale for all. */
    Map<Site, Affine> covering(List<Site> open, int bits) {
        Map<Site, Affine> grids = new HashMap<>();
        bench.distributions(open)
                .forEach(
                        (site, seen) ->
                                grids.put(
                                        site,
                                        Affine.covering(seen.range(), Levels.of(bits, false))));
        return grids;
    }

    /** The problem that a step found none of the operators it is for. */
    static ProblemException none(String step, String what) {
        return new ProblemException(
                Problem.of(
                                "no-site",
                                step + " is for " + what + ", and no site given to it has one")
                        .hint("leave 'sites' out for all of them"));
    }
}
