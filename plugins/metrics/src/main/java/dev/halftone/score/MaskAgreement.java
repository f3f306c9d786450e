package dev.halftone.score;

import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.metric.Segment;
import dev.halftone.plugin.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Mean IoU of the masks with those of the float model, in percent. */
@Metric(id = "mask-agreement", doc = "Mean IoU of masks with those in float, in percent.")
public record MaskAgreement() implements Score {

    @Override
    public Tally tally() {
        return new Counting();
    }

    private static final class Counting implements Tally {
        private final List<Double> seen = new ArrayList<>();

        @Override
        public void add(Answers answers) {
            Overlaps.truth("mask-agreement", answers);
            for (int i = 0; i < answers.segments().size(); i++) {
                Segment now = answers.segments().get(i);
                Segment before = answers.floatSegments().get(i);
                seen.add(Overlaps.percent(now.mask(now.chosen()), before.mask(before.chosen())));
            }
        }

        @Override
        public Map<String, Double> numbers() {
            double sum = seen.stream().mapToDouble(d -> d).sorted().sum();
            return Map.of("", seen.isEmpty() ? Double.NaN : sum / seen.size());
        }
    }
}
