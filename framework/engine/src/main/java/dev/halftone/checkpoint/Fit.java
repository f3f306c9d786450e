package dev.halftone.checkpoint;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares the tensors of a file with the parameters of a graph. */
final class Fit {
    /** More pairs of names than this are not searched for likenesses. */
    private static final long MOST_PAIRS = 200_000;

    /** How many batches a normalization was trained with, which no network computes with. */
    private static final String COUNTER = ".num_batches_tracked";

    private Fit() {}

    /** All that is missing, superfluous or of another shape, in that order. */
    static List<Problem> problems(String file, Map<String, TensorSpec> tensors, Graph graph) {
        List<String> missing = without(graph.parameters(), tensors);
        List<String> extra =
                without(tensors, graph.parameters()).stream()
                        .filter(name -> !name.endsWith(COUNTER))
                        .toList();
        boolean search = (long) missing.size() * extra.size() <= MOST_PAIRS;
        List<Problem> problems = new ArrayList<>();
        for (String name : missing) {
            Problem problem =
                    Problem.of(
                            "missing-tensor",
                            "'" + file + "' lacks '" + name + "', which the model needs");
            problems.add(like(problem, name, search ? extra : List.of(), "it has '%s'"));
        }
        for (String name : extra) {
            Problem problem =
                    Problem.of(
                            "superfluous-tensor",
                            "'" + file + "' has '" + name + "', which the model does not know");
            problems.add(like(problem, name, search ? missing : List.of(), "the model needs '%s'"));
        }
        tensors.values().forEach(found -> shape(file, found, graph, problems));
        return problems;
    }

    private static List<String> without(Map<String, ?> these, Map<String, ?> those) {
        return these.keySet().stream().filter(name -> !those.containsKey(name)).toList();
    }

    private static Problem like(Problem problem, String name, List<String> known, String words) {
        return Nearest.to(name, known)
                .map(near -> problem.hint(words.formatted(near)))
                .orElse(problem);
    }

    private static void shape(String file, TensorSpec found, Graph graph, List<Problem> problems) {
        TensorSpec wanted = graph.parameters().get(found.name());
        if (wanted != null && !wanted.shape().equals(found.shape())) {
            problems.add(
                    Problem.of(
                            "wrong-shape",
                            "'%s' should have the shape %s, but has %s in '%s'"
                                    .formatted(
                                            found.name(),
                                            words(wanted.shape()),
                                            words(found.shape()),
                                            file)));
        }
    }

    private static String words(Shape shape) {
        return shape.toString().replace(", ", " × ");
    }
}
