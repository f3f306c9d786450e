package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.compile.Observed;
import dev.halftone.compile.Observed.Look;
import dev.halftone.grid.Range;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;

/** What one output of an observing program has told so far, batch by batch. */
sealed interface Found {

    /** Takes what it says about a batch in. */
    void take(NDArray result);

    /**
     * Nothing yet.
     *
     * @param look the first one that the output answers
     * @param manager owns what is kept on the device
     */
    static Found nothing(Look look, NDManager manager) {
        return switch (look.op()) {
            case Observed.EXTREMES -> new Ends(look.site(), new ArrayList<>());
            case Observed.SAMPLE -> new Some(new Sample(), manager);
            default -> new Counts(new Bins());
        };
    }

    /**
     * Smallest and largest values.
     *
     * @param site named where one is no number
     * @param ranges per batch
     */
    record Ends(Site site, List<Range> ranges) implements Found {

        @Override
        public void take(NDArray result) {
            float[] values = result.toFloatArray();
            int parts = values.length / 2;
            List<Float> low = new ArrayList<>(parts);
            List<Float> high = new ArrayList<>(parts);
            for (int i = 0; i < parts; i++) {
                finite(values[i]);
                finite(values[parts + i]);
                low.add(values[i]);
                high.add(values[parts + i]);
            }
            ranges.add(new Range(low, high));
        }

        private void finite(float value) {
            if (!Float.isFinite(value)) {
                String what = Float.isNaN(value) ? "is not a number" : "is infinite";
                String message = "a value at site '%s' %s".formatted(site.id(), what);
                throw new ProblemException(
                        Problem.of("not-finite", message)
                                .hint("the weights or the preprocessing do not fit the network"));
            }
        }
    }

    /** Counts of all batches. */
    record Counts(Bins bins) implements Found {

        @Override
        public void take(NDArray result) {
            bins.add(result.toDoubleArray());
        }
    }

    /** Values themselves. */
    record Some(Sample sample, NDManager manager) implements Found {

        @Override
        public void take(NDArray result) {
            result.attach(manager);
            sample.add(result);
        }
    }
}
