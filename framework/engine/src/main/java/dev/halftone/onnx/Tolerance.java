package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a number may be from the expected one: {@code |found − expected| ≤ absolute +
 * relative·|expected|}, as NumPy's {@code assert_allclose} has it. Whole numbers are compared like
 * that too, and numbers of type bfloat16 may be two of its steps apart, both as the ONNX project's
 * own runner does (onnx 1.23.2, backend/test/runner); NaN equals NaN.
 */
record Tolerance(double relative, double absolute) {
    static final Tolerance USUAL = new Tolerance(1e-3, 1e-7);

    /** Two steps of bfloat16, which has eight bits of precision. */
    private static final double BFLOAT16 = 1.0 / 64;

    /** From lines {@code rtol 0.001} and {@code atol 1e-07}. */
    static Tolerance parse(String text) {
        double relative = USUAL.relative;
        double absolute = USUAL.absolute;
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("[\\s=:]+");
            if (words.length == 2 && words[0].equals("rtol")) {
                relative = number(words[1]);
            } else if (words.length == 2 && words[0].equals("atol")) {
                absolute = number(words[1]);
            }
        }
        return new Tolerance(relative, absolute);
    }

    private static double number(String word) {
        try {
            double number = Double.parseDouble(word);
            if (number >= 0 && !Double.isInfinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with what else is no tolerance.
        }
        throw BadModel.broken("tolerance.txt says '%s', which is no tolerance".formatted(word));
    }

    /** That for elements of a type of ONNX. */
    Tolerance of(int type) {
        return type == ElementType.BFLOAT16.number()
                ? new Tolerance(Math.max(relative, BFLOAT16), absolute)
                : this;
    }

    /** What differs first, if anything does. */
    Optional<String> difference(Tensor expected, NDArray found) {
        if (found.getDataType() != expected.type()) {
            return Optional.of(
                    "expected elements of type %s, found %s"
                            .formatted(word(expected.type()), word(found.getDataType())));
        }
        if (!found.getShape().equals(expected.shape())) {
            return Optional.of(
                    "expected shape %s, found %s".formatted(expected.shape(), found.getShape()));
        }
        List<Double> wanted = expected.reals();
        Number[] given = wanted.isEmpty() ? new Number[0] : numbers(found);
        for (int i = 0; i < wanted.size(); i++) {
            if (!isClose(wanted.get(i), given[i].doubleValue())) {
                return Optional.of(
                        "expected %s, found %s at position %d of %d"
                                .formatted(wanted.get(i), given[i], i, wanted.size()));
            }
        }
        return Optional.empty();
    }

    private static String word(DataType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static Number[] numbers(NDArray array) {
        boolean[] truths =
                array.getDataType().isBoolean() ? array.toBooleanArray() : new boolean[0];
        if (array.getDataType().isBoolean()) {
            Number[] all = new Number[truths.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = truths[i] ? 1 : 0;
            }
            return all;
        }
        return array.toArray();
    }

    private boolean isClose(double wanted, double given) {
        if (Double.isNaN(wanted) || Double.isNaN(given)) {
            return Double.isNaN(wanted) && Double.isNaN(given);
        }
        return wanted == given
                || Math.abs(given - wanted) <= absolute + relative * Math.abs(wanted)
                        && !Double.isInfinite(wanted)
                        && !Double.isInfinite(given);
    }
}
