package dev.halftone.cli;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.run.RunOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a call, read and checked: the experiments without problems, and all problems of the
 * others.
 */
record Checked(List<Experiment> experiments, List<Problem> problems) {

    static Checked of(Workspace workspace, Call call, RunOptions options) {
        List<Experiment> experiments = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String file : call.arguments()) {
            try {
                Experiment experiment = workspace.read(file, call.values(Flag.SET));
                List<Problem> found = workspace.runs().check(experiment, options);
                problems.addAll(found);
                if (found.isEmpty()) {
                    experiments.add(experiment);
                }
            } catch (ProblemException e) {
                problems.addAll(e.problems());
            }
        }
        return new Checked(experiments, problems);
    }
}
