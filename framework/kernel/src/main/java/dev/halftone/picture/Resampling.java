package dev.halftone.picture;

import dev.halftone.data.Picture;
import dev.halftone.model.Preprocessing.Interpolation;
import java.util.function.DoubleUnaryOperator;

/**
 * Resizes as Pillow does, to the last bit: weights in 22-bit fixed point, the horizontal pass
 * first, rounded to 8 bits before the vertical one; the other way round where the picture loses
 * more than twice as many rows as columns. Shrinking widens the filter, which prevents aliasing.
 *
 * <p>Source: Pillow 13, {@code src/libImaging/Resample.c}, and {@code Geometry.c} for the nearest
 * pixel.
 */
final class Resampling {
    private static final int PRECISION = 32 - 8 - 2;

    private Resampling() {}

    /** The picture at another size; the very same picture when the size stays. */
    static Picture resize(Picture picture, int width, int height, Interpolation interpolation) {
        if (width == picture.width() && height == picture.height()) {
            return picture;
        }
        if (interpolation == Interpolation.NEAREST) {
            return nearest(picture, width, height);
        }
        Filter filter = Filter.of(interpolation);
        int lost = picture.height() - height;
        boolean lower = lost > 0 && lost > 2 * (picture.width() - width);
        return lower
                ? horizontal(vertical(picture, height, filter), width, filter)
                : vertical(horizontal(picture, width, filter), height, filter);
    }

    private static Picture horizontal(Picture in, int width, Filter filter) {
        if (width == in.width()) {
            return in;
        }
        Weights weights = Weights.of(in.width(), width, filter);
        int channels = in.channels();
        byte[] out = new byte[Math.multiplyExact(in.height() * width, channels)];
        for (int y = 0, at = 0; y < in.height(); y++) {
            for (int x = 0; x < width; x++) {
                int from = (y * in.width() + weights.first[x]) * channels;
                for (int c = 0; c < channels; c++) {
                    out[at++] = weights.sum(x, in.pixels(), from + c, channels);
                }
            }
        }
        return new Picture(width, in.height(), channels, out);
    }

    private static Picture vertical(Picture in, int height, Filter filter) {
        if (height == in.height()) {
            return in;
        }
        Weights weights = Weights.of(in.height(), height, filter);
        int stride = in.width() * in.channels();
        byte[] out = new byte[Math.multiplyExact(height, stride)];
        for (int y = 0; y < height; y++) {
            int from = weights.first[y] * stride;
            for (int i = 0; i < stride; i++) {
                out[y * stride + i] = weights.sum(y, in.pixels(), from + i, stride);
            }
        }
        return new Picture(in.width(), height, in.channels(), out);
    }

    private static Picture nearest(Picture in, int width, int height) {
        int[] columns = nearest(in.width(), width);
        int[] rows = nearest(in.height(), height);
        int channels = in.channels();
        byte[] out = new byte[Math.multiplyExact(width * height, channels)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = (rows[y] * in.width() + columns[x]) * channels;
                System.arraycopy(in.pixels(), from, out, (y * width + x) * channels, channels);
            }
        }
        return new Picture(width, height, channels, out);
    }

    /** Steps are added up, not multiplied, because Pillow's rounding errors are reproduced too. */
    private static int[] nearest(int from, int to) {
        double step = (double) from / to;
        double at = step * 0.5;
        int[] source = new int[to];
        for (int i = 0; i < to; i++) {
            source[i] = Math.min((int) at, from - 1);
            at += step;
        }
        return source;
    }

    /** For each new pixel, where its window of old ones starts and their fixed-point weights. */
    private record Weights(int[] first, int[][] values) {

        static Weights of(int from, int to, Filter filter) {
            double scale = (double) from / to;
            double widened = Math.max(scale, 1.0);
            double support = filter.support * widened;
            int[] first = new int[to];
            int[][] values = new int[to][];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * scale;
                int low = Math.max((int) (center - support + 0.5), 0);
                int high = Math.min((int) (center + support + 0.5), from);
                double[] window = new double[high - low];
                double total = 0;
                for (int x = 0; x < window.length; x++) {
                    double distance = (x + low - center + 0.5) * (1.0 / widened);
                    window[x] = filter.weight.applyAsDouble(distance);
                    total += window[x];
                }
                first[i] = low;
                values[i] = fixedPoint(window, total);
            }
            return new Weights(first, values);
        }

        private static int[] fixedPoint(double[] window, double total) {
            int[] fixed = new int[window.length];
            for (int x = 0; x < window.length; x++) {
                double share = total == 0 ? window[x] : window[x] / total;
                fixed[x] = (int) ((share < 0 ? -0.5 : 0.5) + share * (1 << PRECISION));
            }
            return fixed;
        }

        byte sum(int index, byte[] pixels, int from, int step) {
            int[] window = values[index];
            int sum = 1 << PRECISION - 1;
            for (int i = 0, at = from; i < window.length; i++, at += step) {
                sum += (pixels[at] & 255) * window[i];
            }
            return (byte) Math.max(0, Math.min(255, sum >> PRECISION));
        }
    }

    /** A weight for each distance, zero beyond its support. */
    private record Filter(double support, DoubleUnaryOperator weight) {

        static Filter of(Interpolation interpolation) {
            return switch (interpolation) {
                case BOX -> new Filter(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0);
                case NEAREST, BILINEAR -> new Filter(1, x -> Math.max(0, 1 - Math.abs(x)));
                case BICUBIC -> new Filter(2, x -> cubic(Math.abs(x)));
                case LANCZOS -> new Filter(3, x -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0);
            };
        }

        private static double cubic(double x) {
            double a = -0.5;
            if (x < 1) {
                return ((a + 2) * x - (a + 3)) * x * x + 1;
            }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }

        private static double sinc(double x) {
            return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
        }
    }
}
