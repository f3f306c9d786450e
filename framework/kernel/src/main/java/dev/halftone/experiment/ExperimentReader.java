package dev.halftone.experiment;

import dev.halftone.catalog.Catalog;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads experiment files; all problems of a file are told at once. */
public final class ExperimentReader {
    private final Catalog catalog;
    private final Map<String, String> environment;

    /**
     * @param catalog what plugins there are
     * @param environment variables that <code>${NAME}</code> may name
     */
    public ExperimentReader(Catalog catalog, Map<String, String> environment) {
        this.catalog = catalog;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads a file, what it extends, and settings that override both.
     *
     * @param sets each {@code PATH=VALUE}; later ones win
     * @throws ProblemException with everything that is wrong, catalog problems included
     */
    public Experiment read(Path file, List<String> sets) {
        Findings findings = new Findings();
        findings.add(catalog.problems());
        Environment variables = new Environment(environment, findings);
        Inheritance inheritance = new Inheritance(variables, findings);
        Optional<Tree.Fields> tree =
                inheritance
                        .read(file)
                        .map(fields -> set(fields, sets, findings))
                        .map(variables::in);
        Optional<Experiment> experiment =
                tree.flatMap(fields -> new Sections(catalog, file, fields, findings).read());
        findings.forget(variables::explains);
        if (inheritance.isIncomplete()) {
            findings.forget(problem -> problem.code().startsWith("missing-"));
        }
        findings.throwIfAny();
        return experiment.orElseThrow(
                () -> new ProblemException(Problem.of("unreadable-file", "nothing was read")));
    }

    private static Tree.Fields set(Tree.Fields fields, List<String> sets, Findings findings) {
        Tree.Fields changed = fields;
        for (int i = 0; i < sets.size(); i++) {
            changed = new Setting(sets.get(i), i + 1, findings).in(changed);
        }
        return changed;
    }
}
