package dev.halftone.run;

import dev.halftone.report.Outputs;
import dev.halftone.report.Outputs.Rows;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How far the outputs of two runs are apart, in words. */
final class Distance {
    private final float[] a;
    private final float[] b;
    private final int rows;
    private final int length;

    private Distance(Rows some, Rows others) {
        rows = (int) Math.min(some.shape().get(0), others.shape().get(0));
        length = (int) some.shape().slice(1).size();
        a = some.values();
        b = others.values();
    }

    /** Everything about the tensors that both have: {@code quantized.probs values apart}. */
    static Map<String, String> of(Outputs one, Outputs other) {
        Map<String, String> words = new LinkedHashMap<>();
        one.tensors()
                .forEach(
                        (name, rows) -> {
                            Rows others = other.tensors().get(name);
                            if (others != null
                                    && others.shape().slice(1).equals(rows.shape().slice(1))) {
                                new Distance(rows, others).say(name, words);
                            }
                        });
        return words;
    }

    private void say(String name, Map<String, String> words) {
        int apart = 0;
        double furthest = 0;
        double largest = 0;
        double error = 0;
        double power = 0;
        for (int i = 0; i < rows * length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            apart += a[i] == b[i] ? 0 : 1;
            furthest = Math.max(furthest, difference);
            largest = Math.max(largest, Math.abs(a[i]));
            error += difference * difference;
            power += (double) a[i] * a[i];
        }
        words.put(name + " values apart", apart + " of " + rows * length);
        words.put(name + " furthest / largest", ratio(furthest, largest));
        words.put(name + " relative error", ratio(Math.sqrt(error), Math.sqrt(power)));
        if (length > 1) {
            words.put(name + " same answer", answers() + " of " + rows);
        }
    }

    private static String ratio(double part, double whole) {
        return part == 0 || whole == 0 ? "0" : String.format(Locale.ROOT, "%.2g", part / whole);
    }

    /** Rows whose largest value is at the same place. */
    private int answers() {
        int same = 0;
        for (int row = 0; row < rows; row++) {
            same += largest(a, row) == largest(b, row) ? 1 : 0;
        }
        return same;
    }

    private int largest(float[] values, int row) {
        int best = 0;
        for (int i = 1; i < length; i++) {
            if (values[row * length + i] > values[row * length + best]) {
                best = i;
            }
        }
        return best;
    }
}
