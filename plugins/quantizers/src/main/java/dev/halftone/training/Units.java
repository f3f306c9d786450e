package dev.halftone.training;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the units of a graph that are rebuilt one after the other, in graph order. */
final class Units {
    private final Graph graph;
    private final Set<String> varying = new HashSet<>();

    private Units(Graph graph) {
        this.graph = graph;
        graph.inputs().forEach(input -> varying.add(input.name()));
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(varying::contains)) {
                varying.addAll(node.outputs());
            }
        }
    }

    /**
     * The modules whose paths match, each with all that is in it.
     *
     * @throws ProblemException for every pattern that matches nothing, or when two units have a
     *     node in common
     */
    static List<Unit> matching(Graph graph, List<String> patterns) {
        Set<String> modules = modules(graph);
        List<String> found = new ArrayList<>();
        List<Problem> unmatched = new ArrayList<>();
        for (String pattern : patterns) {
            Selector selector = new Selector(pattern);
            List<String> matched = modules.stream().filter(selector::matchesPath).toList();
            if (matched.isEmpty()) {
                unmatched.add(unmatched(pattern, modules));
            }
            found.addAll(matched);
        }
        if (!unmatched.isEmpty()) {
            throw new ProblemException(unmatched);
        }
        refuseOverlap(found);
        Units units = new Units(graph);
        return modules.stream()
                .filter(found::contains)
                .map(path -> units.unit(path, node -> isIn(node.path(), path)))
                .toList();
    }

    /** A unit for each layer with a weight among some sites. */
    static List<Unit> layers(Graph graph, List<Site> sites) {
        Units units = new Units(graph);
        return sites.stream()
                .filter(Site::isWeight)
                .map(Site::path)
                .distinct()
                .map(path -> units.unit(path, node -> node.path().equals(path)))
                .toList();
    }

    private Unit unit(String path, Predicate<Node> inside) {
        List<Node> nodes = graph.nodes().stream().filter(inside).toList();
        Set<String> made = new HashSet<>();
        nodes.forEach(node -> made.addAll(node.outputs()));
        Set<String> read = new LinkedHashSet<>();
        nodes.forEach(node -> read.addAll(node.inputs()));
        read.removeAll(made);
        read.retainAll(varying);
        Set<String> wanted = new HashSet<>(graph.outputs());
        graph.nodes().stream()
                .filter(inside.negate())
                .forEach(node -> wanted.addAll(node.inputs()));
        List<String> given =
                nodes.stream()
                        .flatMap(node -> node.outputs().stream())
                        .filter(value -> wanted.contains(value) && varying.contains(value))
                        .toList();
        return new Unit(path, nodes, List.copyOf(read), given);
    }

    /** Every module path and the paths above it, in the order in which they come up. */
    private static Set<String> modules(Graph graph) {
        Set<String> modules = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            String path = node.path();
            for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
                modules.add(path.substring(0, dot));
            }
            if (!path.isEmpty()) {
                modules.add(path);
            }
        }
        return modules;
    }

    private static boolean isIn(String path, String module) {
        return path.equals(module) || path.startsWith(module + ".");
    }

    private static void refuseOverlap(List<String> paths) {
        Map<String, String> seen = new HashMap<>();
        for (String path : paths) {
            Optional<String> other =
                    seen.keySet().stream()
                            .filter(known -> isIn(path, known) || isIn(known, path))
                            .findFirst();
            if (other.isPresent()) {
                String message =
                        other.get().equals(path)
                                ? "the unit '%s' is named twice".formatted(path)
                                : "the units '%s' and '%s' overlap".formatted(other.get(), path);
                throw new ProblemException(
                        Problem.of("overlapping-units", message)
                                .hint("every part of the network belongs to one unit at most"));
            }
            seen.put(path, path);
        }
    }

    private static Problem unmatched(String pattern, Set<String> modules) {
        Problem problem =
                Problem.of(
                        "no-unit", "no module of the network matches the unit '" + pattern + "'");
        Set<String> general = new LinkedHashSet<>();
        modules.forEach(path -> general.add(path.replaceAll("(?<=^|\\.)\\d+(?=\\.|$)", "*")));
        Optional<String> near = Nearest.to(pattern, general).or(() -> Nearest.to(pattern, modules));
        return problem.hint(
                near.map(name -> "did you mean '" + name + "'?")
                        .orElse(
                                "there are "
                                        + String.join(", ", general.stream().limit(8).toList())));
    }
}
