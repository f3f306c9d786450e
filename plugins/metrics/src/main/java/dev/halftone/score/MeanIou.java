package dev.halftone.score;

import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.metric.Segment;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Mean IoU of the masks with the things that prompts were made from, in percent: 100·|∩| / (|∪| +
 * 1e-7), over all things, and over those of small (area up to 32²), medium and large (from 96²)
 * size, both ends of each range included; of several masks the one that the model thinks best, as
 * EfficientViT-SAM is evaluated.
 *
 * <p>{@code both} gives the model's answer beside that one: for models that answer with one mask to
 * boxes, as PTQ4SAM does, the two differ.
 */
@Metric(id = "mean-iou", doc = "Mean IoU of masks with the things asked for, in percent.")
public record MeanIou(
        @Param(
                        doc = "Which mask: selected, best of several, or both side by side.",
                        byDefault = "selected")
                Which mask)
        implements Score {
    private static final double SMALL = 32 * 32;
    private static final double LARGE = 96 * 96;

    /** Which of the proposed masks counts. */
    public enum Which {
        SELECTED,
        BEST,
        BOTH
    }

    @Override
    public Tally tally() {
        return new Counting(mask);
    }

    private static final class Counting implements Tally {
        private final Map<String, List<Double>> seen = new LinkedHashMap<>();
        private final Which which;

        Counting(Which which) {
            this.which = which;
            for (String prefix : which == Which.BOTH ? List.of("", "best-") : List.of("")) {
                for (String size : List.of("all", "small", "medium", "large")) {
                    seen.put(prefix + size, new ArrayList<>());
                }
            }
        }

        @Override
        public void add(Answers answers) {
            Instances truth = Overlaps.truth("mean-iou", answers);
            for (Segment segment : answers.segments()) {
                Instance meant =
                        Overlaps.meant(segment, truth).orElseThrow(() -> detected(answers));
                add("", segment, meant, which == Which.BEST ? Segment::best : Segment::chosen);
                if (which == Which.BOTH) {
                    add("best-", segment, meant, Segment::best);
                }
            }
        }

        private static ProblemException detected(Answers answers) {
            return new ProblemException(
                    Problem.of(
                                    "no-instances",
                                    "mean-iou needs prompts made from annotated masks, but those of '%s' are not"
                                            .formatted(answers.examples().get(0).name()))
                            .hint("prompts of a detector are scored by coco-ap and lvis-ap"));
        }

        private void add(
                String prefix, Segment segment, Instance meant, ToIntFunction<Segment> mask) {
            double iou =
                    Overlaps.percent(
                            segment.mask(mask.applyAsInt(segment)), meant.mask().orElseThrow());
            seen.get(prefix + "all").add(iou);
            if (meant.area() <= SMALL) {
                seen.get(prefix + "small").add(iou);
            }
            if (meant.area() >= SMALL && meant.area() <= LARGE) {
                seen.get(prefix + "medium").add(iou);
            }
            if (meant.area() >= LARGE) {
                seen.get(prefix + "large").add(iou);
            }
        }

        /** Added in order of size, so that the order of the pictures makes no difference. */
        @Override
        public Map<String, Double> numbers() {
            Map<String, Double> numbers = new LinkedHashMap<>();
            seen.forEach(
                    (name, all) ->
                            numbers.put(
                                    name,
                                    all.isEmpty()
                                            ? Double.NaN
                                            : all.stream().mapToDouble(d -> d).sorted().sum()
                                                    / all.size()));
            return numbers;
        }
    }
}
