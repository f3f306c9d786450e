package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
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

    /**
     * Takes what it says about a batch in.
     *
     * @param pieces what it says about some rows and others, for the whole batch together
     */
    void take(List<NDArray> pieces);

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
        public void take(List<NDArray> pieces) {
            float[] ends = ends(pieces.get(0));
            int parts = ends.length / 2;
            for (NDArray piece : pieces.subList(1, pieces.size())) {
                float[] others = ends(piece);
                for (int i = 0; i < parts; i++) {
                    ends[i] = Math.min(ends[i], others[i]);
                    ends[parts + i] = Math.max(ends[parts + i], others[parts + i]);
                }
            }
            List<Float> listed = listed(ends);
            ranges.add(new Range(listed.subList(0, parts), listed.subList(parts, 2 * parts)));
        }

        /** The smallest values of all parts, then the largest. */
        private float[] ends(NDArray piece) {
            float[] ends = piece.toType(DataType.FLOAT32, false).toFloatArray();
            for (float end : ends) {
                finite(end);
            }
            return ends;
        }

        /** Those of the values times a number above zero. */
        List<Range> ranges(float factor) {
            return ranges.stream()
                    .map(r -> new Range(times(r.low(), factor), times(r.high(), factor)))
                    .toList();
        }

        private static List<Float> times(List<Float> values, float factor) {
            return values.stream().map(value -> value * factor).toList();
        }

        private static List<Float> listed(float[] values) {
            List<Float> list = new ArrayList<>(values.length);
            for (float value : values) {
                list.add(value);
            }
            return list;
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
        public void take(List<NDArray> pieces) {
            pieces.forEach(piece -> bins.add(piece.toDoubleArray()));
        }
    }

    /** Values themselves. */
    record Some(Sample sample, NDManager manager) implements Found {

        @Override
        public void take(List<NDArray> pieces) {
            pieces.forEach(
                    piece -> {
                        piece.attach(manager);
                        sample.add(piece);
                    });
        }
    }
}
