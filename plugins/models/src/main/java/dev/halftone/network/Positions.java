package dev.halftone.network;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;

/**
 * Learned positions on a square of another size than they were learned for: two products with
 * matrices that say what each new place takes of the old ones.
 */
enum Positions {
    /** Between two places, the corners staying where they are: SciPy's zoom of order 1. */
    LINEAR_ALIGNED {
        @Override
        double[] weights(int from, int to, int place) {
            double at = to == 1 ? 0 : place * (from - 1.0) / (to - 1);
            int left = Math.min((int) at, Math.max(0, from - 2));
            double[] weights = new double[from];
            weights[left] += 1 - (at - left);
            weights[Math.min(from - 1, left + 1)] += at - left;
            return weights;
        }
    },
    /** PyTorch's {@code interpolate(mode="bicubic", antialias=True)}: Pillow's cubic. */
    BICUBIC_ANTIALIASED {
        @Override
        double[] weights(int from, int to, int place) {
            double scale = (double) from / to;
            double wide = Math.max(1, scale);
            double centre = scale * (place + 0.5);
            int first = Math.max(0, (int) (centre - 2 * wide + 0.5));
            int last = Math.min(from, (int) (centre + 2 * wide + 0.5));
            double[] weights = new double[from];
            double sum = 0;
            for (int i = first; i < last; i++) {
                weights[i] = cubic((i - centre + 0.5) / wide, -0.5);
                sum += weights[i];
            }
            for (int i = first; i < last; i++) {
                weights[i] /= sum;
            }
            return weights;
        }
    },
    /** The same without antialiasing and with 0.1 added to the size, as DINOv2 had it first. */
    BICUBIC_OFFSET {
        @Override
        double[] weights(int from, int to, int place) {
            double at = (place + 0.5) * from / (to + 0.1) - 0.5;
            int middle = (int) Math.floor(at);
            double[] weights = new double[from];
            for (int i = middle - 1; i <= middle + 2; i++) {
                weights[Math.min(from - 1, Math.max(0, i))] += cubic(at - i, -0.75);
            }
            return weights;
        }
    };

    /** How much a new place takes of each old one, along one side. */
    abstract double[] weights(int from, int to, int place);

    /** Keys' kernel. */
    private static double cubic(double distance, double a) {
        double x = Math.abs(distance);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
    }

    /**
     * Resizes in the graph; parameters alone decide, so it is done once.
     *
     * @param positions (1, before + from², width)
     * @param before tokens without a place, which keep theirs
     * @return (1, before + to², width)
     */
    Value resized(GraphBuilder at, Value positions, int before, int from, int to, int width) {
        GraphBuilder g = at.at("resize");
        Value ends = g.integers(before);
        Value axis = g.integers(1);
        Value kept = g.apply("Slice", positions, g.integers(0), ends, axis);
        Value grid = g.apply("Slice", positions, ends, g.integers(Long.MAX_VALUE), axis);
        Value matrix = matrix(g, from, to);
        Value rows = g.matmul(matrix, g.reshape(grid, from, (long) from * width));
        Value both = g.matmul(matrix, g.reshape(rows, to, from, width));
        return g.concat(1, kept, g.reshape(both, 1, (long) to * to, width));
    }

    private Value matrix(GraphBuilder g, int from, int to) {
        double[] all = new double[to * from];
        for (int i = 0; i < to; i++) {
            System.arraycopy(weights(from, to, i), 0, all, i * from, from);
        }
        Attributes values = Attributes.of("value_floats", all);
        return g.reshape(g.apply("Constant", List.of(), values), to, from);
    }
}
