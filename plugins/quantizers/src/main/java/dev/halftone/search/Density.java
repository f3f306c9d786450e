package dev.halftone.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Finds how many peaks the distribution of some values has. */
public final class Density {

    private Density() {}

    /**
     * The peaks of a Gaussian kernel density of the values at evenly spaced points from the
     * smallest to the largest: SciPy's {@code gaussian_kde} with Scott's bandwidth, n^(−1/5) times
     * the standard deviation, and {@code find_peaks} with the height and distance given.
     *
     * @param distance least number of points between two peaks; the lower one goes
     * @param height least height, as a share of the sum over all points
     */
    public static int peaks(double[] values, int points, int distance, double height) {
        double[] density = at(values, points);
        double least = height * Arrays.stream(density).sum();
        List<Integer> peaks = new ArrayList<>(tops(density));
        peaks.removeIf(peak -> density[peak] < least);
        List<Integer> highest = new ArrayList<>(peaks);
        highest.sort(Comparator.comparingDouble((Integer peak) -> density[peak]));
        for (int i = highest.size() - 1; i >= 0; i--) {
            int peak = highest.get(i);
            if (peaks.contains(peak)) {
                peaks.removeIf(other -> other != peak && Math.abs(other - peak) < distance);
            }
        }
        return peaks.size();
    }

    /** Not normalized. A constant has none. */
    private static double[] at(double[] values, int points) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElse(0);
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / Math.max(1, n - 1);
        if (!(variance > 0)) {
            return new double[points];
        }
        double spread = Math.sqrt(variance) * Math.pow(n, -0.2);
        double low = Arrays.stream(values).min().orElse(0);
        double step = (Arrays.stream(values).max().orElse(0) - low) / (points - 1);
        return IntStream.range(0, points)
                .parallel()
                .mapToDouble(i -> sum(values, low + i * step, spread))
                .toArray();
    }

    private static double sum(double[] values, double x, double spread) {
        double sum = 0;
        for (double value : values) {
            double away = (value - x) / spread;
            sum += Math.exp(-0.5 * away * away);
        }
        return sum;
    }

    /** Middles of the places that are higher than what is beside them. */
    private static List<Integer> tops(double[] y) {
        List<Integer> tops = new ArrayList<>();
        int i = 1;
        while (i < y.length - 1) {
            int end = i;
            while (end < y.length - 1 && y[end] == y[i]) {
                end++;
            }
            if (y[i - 1] < y[i] && y[end] < y[i]) {
                tops.add((i + end - 1) / 2);
            }
            i = end;
        }
        return tops;
    }
}
