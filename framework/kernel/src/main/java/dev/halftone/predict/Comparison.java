package dev.halftone.predict;

import dev.halftone.data.Mask;
import dev.halftone.metric.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts two answers into rows for the user. */
final class Comparison {
    private static final int FEW = 5;

    private Comparison() {}

    static List<String> header(Answer inFloat, Answer quantized) {
        if (!inFloat.segments().isEmpty()) {
            return List.of(
                    "prompt", "IoU", inFloat.title(), "expects", quantized.title(), "expects");
        }
        return inFloat.logits().length == 0
                ? List.of("answer")
                : List.of("rank", inFloat.title(), "", quantized.title(), "");
    }

    static List<List<String>> rows(Answer inFloat, Answer quantized) {
        if (!inFloat.segments().isEmpty()) {
            return masks(inFloat, quantized);
        }
        return inFloat.logits().length == 0
                ? List.of(List.of("no masks and no scores of classes: see outputs.safetensors"))
                : classes(inFloat, quantized);
    }

    private static List<List<String>> classes(Answer inFloat, Answer quantized) {
        List<List<String>> rows = new ArrayList<>();
        List<Integer> before = inFloat.ranked(FEW);
        List<Integer> after = quantized.ranked(FEW);
        for (int i = 0; i < before.size(); i++) {
            rows.add(
                    List.of(
                            String.valueOf(i + 1),
                            inFloat.classes().of(before.get(i)),
                            percent(inFloat.shares()[before.get(i)]),
                            quantized.classes().of(after.get(i)),
                            percent(quantized.shares()[after.get(i)])));
        }
        return rows;
    }

    private static List<List<String>> masks(Answer inFloat, Answer quantized) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < inFloat.segments().size(); i++) {
            Segment before = inFloat.segments().get(i);
            Segment after = quantized.segments().get(i);
            rows.add(
                    List.of(
                            String.valueOf(i + 1),
                            percent(iou(before, after)),
                            pixels(before),
                            String.format(Locale.ROOT, "%.3f", before.expected(before.chosen())),
                            pixels(after),
                            String.format(Locale.ROOT, "%.3f", after.expected(after.chosen()))));
        }
        return rows;
    }

    private static String pixels(Segment segment) {
        return segment.mask(segment.chosen()).area() + " pixels";
    }

    /** Of two empty masks 1: they agree. */
    static double iou(Segment before, Segment after) {
        Mask one = before.mask(before.chosen());
        Mask other = after.mask(after.chosen());
        long shared = one.shared(other);
        long all = one.area() + other.area() - shared;
        return all == 0 ? 1 : (double) shared / all;
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
