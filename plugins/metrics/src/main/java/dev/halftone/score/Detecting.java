package dev.halftone.score;

import dev.halftone.data.Detection;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.metric.Segment;
import dev.halftone.precision.AveragePrecision;
import dev.halftone.precision.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what was segmented as detections. */
final class Detecting implements Score.Tally {
    private final String metric;
    private final Sureness sureness;
    private final boolean best;
    private final AveragePrecision precision;
    private boolean any;

    Detecting(String metric, Protocol protocol, Sureness sureness, boolean best) {
        this.metric = metric;
        this.sureness = sureness;
        this.best = best;
        this.precision = new AveragePrecision(protocol, true);
    }

    @Override
    public void add(Answers answers) {
        Instances truth = Overlaps.truth(metric, answers);
        List<Detection> found =
                answers.segments().stream().map(one -> detection(one, truth.image())).toList();
        precision.add(truth, found);
        any = true;
    }

    private Detection detection(Segment segment, long image) {
        int which = best ? segment.best() : segment.chosen();
        Mask mask = segment.mask(which);
        return new Detection(
                image,
                segment.prompt().category(),
                sureness.of(segment, which),
                mask.area(),
                mask.box(),
                Optional.of(mask));
    }

    @Override
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>(precision.numbers());
        if (!any) {
            numbers.replaceAll((name, value) -> Double.NaN);
        }
        return numbers;
    }
}
