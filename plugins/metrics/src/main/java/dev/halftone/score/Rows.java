package dev.halftone.score;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/**
 * An output of a batch, row by row.
 *
 * @param values all rows
 * @param rows how many
 */
record Rows(float[] values, int rows) {

    /**
     * An output of shape (batch, …), of any type.
     *
     * @throws ProblemException where it has no rows
     */
    static Rows of(NDArray output) {
        if (output.getShape().dimension() == 0 || output.size() == 0) {
            throw new ProblemException(
                    Problem.of(
                            "no-rows",
                            "an output of the network is of shape %s, which has no value for each picture"
                                    .formatted(output.getShape())));
        }
        float[] values = output.toType(DataType.FLOAT32, false).toFloatArray();
        return new Rows(values, (int) output.getShape().get(0));
    }

    int width() {
        return values.length / rows;
    }

    float at(int row, int column) {
        return values[row * width() + column];
    }

    /** The first of the largest values; where a value is not a number there is none: -1. */
    int largest(int row) {
        int best = 0;
        for (int i = 0; i < width(); i++) {
            if (Float.isNaN(at(row, i))) {
                return -1;
            }
            if (at(row, i) > at(row, best)) {
                best = i;
            }
        }
        return best;
    }

    /** How many come before a column when sorted, ties in column order; NaN puts it last. */
    int rank(int row, int column) {
        int before = 0;
        float own = at(row, column);
        for (int i = 0; i < width(); i++) {
            float other = at(row, i);
            if (Float.isNaN(own) || Float.isNaN(other)) {
                return width();
            }
            if (other > own || other == own && i < column) {
                before++;
            }
        }
        return before;
    }

    /** The class of an example, which must be one that the model can answer. */
    int label(String metric, Example example) {
        if (!(example.target() instanceof Label label)) {
            throw new ProblemException(
                    Problem.of(
                            "no-label",
                            "%s needs a class for each picture, but '%s' has none"
                                    .formatted(metric, example.name())));
        }
        if (label.index() < 0 || label.index() >= width()) {
            throw new ProblemException(
                    Problem.of(
                                    "label-outside",
                                    "'%s' is of class %d, but the model answers classes 0 to %d"
                                            .formatted(example.name(), label.index(), width() - 1))
                            .hint("the dataset's labels and the model's classes should agree"));
        }
        return label.index();
    }
}
