package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Arrays;
import java.util.List;

/**
 * The mean of −Σ t·log softmax(logits), where t is the label's one-hot vector, smoothed.
 *
 * @param smoothing share of the certainty that is spread evenly over all classes
 */
record CrossEntropy(double smoothing) {

    /**
     * @param logits of shape (n, classes)
     * @param examples as many, with labels
     * @return a scalar, in the same manager
     */
    NDArray of(NDArray logits, List<Example> examples) {
        int classes = (int) logits.getShape().get(1);
        float[] wanted = new float[examples.size() * classes];
        Arrays.fill(wanted, (float) (smoothing / classes));
        for (int i = 0; i < examples.size(); i++) {
            wanted[i * classes + label(examples.get(i), classes)] += (float) (1 - smoothing);
        }
        NDArray targets = logits.getManager().create(wanted, new Shape(examples.size(), classes));
        return logits.logSoftmax(1).mul(targets).sum().div(-examples.size());
    }

    private static int label(Example example, int classes) {
        if (!(example.target() instanceof Label label)) {
            throw new ProblemException(
                    Problem.of(
                                    "no-label",
                                    "training needs a class for every picture, '"
                                            + example.name()
                                            + "' has none")
                            .hint("train on a dataset of classes"));
        }
        if (label.index() < 0 || label.index() >= classes) {
            throw new ProblemException(
                    Problem.of(
                                    "label-out-of-range",
                                    "the model has "
                                            + classes
                                            + " classes, '"
                                            + example.name()
                                            + "' is of class "
                                            + label.index())
                            .hint("train on the classes that the model tells apart"));
        }
        return label.index();
    }
}
