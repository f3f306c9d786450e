package dev.halftone.precision;

import dev.halftone.data.Annotated;
import dev.halftone.data.Annotated.Frequency;
import dev.halftone.data.Detection;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts average precision and recall: 12 numbers by the rules of COCO, 13 by those of LVIS, equal
 * to what {@code pycocotools} 2.0 and {@code lvis} 0.5 give. The order of the pictures makes no
 * difference. A mean over nothing is −1.
 */
public final class AveragePrecision {
    private final Protocol protocol;
    private final boolean masks;
    private final SortedMap<Long, Map<Area, SortedMap<Long, Outcome>>> categories = new TreeMap<>();
    private final Map<Long, Frequency> frequencies = new HashMap<>();

    /**
     * @param masks whether masks are compared, or boxes
     */
    public AveragePrecision(Protocol protocol, boolean masks) {
        this.protocol = protocol;
        this.masks = masks;
    }

    /**
     * Counts one picture, each only once.
     *
     * @param truth what is there; with masks, if masks are compared
     * @param found in the results' order, with scores that are numbers
     */
    public void add(Instances truth, List<Detection> found) {
        Map<Long, List<Instance>> truths = new TreeMap<>();
        truth.all().stream()
                .filter(one -> protocol.counts(one.area()))
                .forEach(
                        one ->
                                truths.computeIfAbsent(one.category(), any -> new ArrayList<>())
                                        .add(one));
        Map<Long, List<Detection>> byCategory = new TreeMap<>();
        for (Detection one : counted(truth, truths, found)) {
            byCategory.computeIfAbsent(one.category(), any -> new ArrayList<>()).add(one);
        }
        truths.keySet().forEach(category -> byCategory.putIfAbsent(category, List.of()));
        Optional<Annotated> annotated = truth.annotated().filter(any -> protocol == Protocol.LVIS);
        annotated.ifPresent(known -> frequencies.putAll(known.frequencies()));
        byCategory.forEach(
                (category, detections) ->
                        add(
                                truth.image(),
                                category,
                                new Matching(
                                        protocol,
                                        truths.getOrDefault(category, List.of()),
                                        detections,
                                        annotated
                                                .map(
                                                        known ->
                                                                !known.unfinished()
                                                                        .contains(category))
                                                .orElse(true),
                                        masks)));
    }

    private List<Detection> counted(
            Instances truth, Map<Long, List<Instance>> truths, List<Detection> found) {
        if (protocol == Protocol.COCO || truth.annotated().isEmpty()) {
            return found;
        }
        List<Detection> best =
                found.size() > protocol.most() ? Matching.surest(found, protocol.most()) : found;
        return best.stream()
                .filter(one -> protocol.counts(one.area()))
                .filter(
                        one ->
                                truths.containsKey(one.category())
                                        || truth.annotated()
                                                .get()
                                                .absent()
                                                .contains(one.category()))
                .toList();
    }

    private void add(long image, long category, Matching matching) {
        Map<Area, SortedMap<Long, Outcome>> areas =
                categories.computeIfAbsent(category, any -> new EnumMap<>(Area.class));
        for (Area area : Area.values()) {
            areas.computeIfAbsent(area, any -> new TreeMap<>()).put(image, matching.outcome(area));
        }
    }

    /** The numbers so far, by name, in the benchmark's order. */
    public Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (Average average : protocol.averages()) {
            numbers.put(average.name(), number(average));
        }
        return numbers;
    }

    private double number(Average average) {
        double sum = 0;
        long count = 0;
        for (Long category : categories.keySet()) {
            if (average.frequency().isPresent()
                    && !average.frequency()
                            .equals(Optional.ofNullable(frequencies.get(category)))) {
                continue;
            }
            Curve curve =
                    Curve.of(categories.get(category).get(average.area()).values(), average.most());
            if (curve.truths() > 0) {
                sum += sum(average, curve);
                count += (average.precision() ? Thresholds.RECALLS : 1) * thresholds(average);
            }
        }
        return count == 0 ? -1 : sum / count;
    }

    private static long thresholds(Average average) {
        return average.overlap().isPresent() ? 1 : Thresholds.OVERLAPS;
    }

    private static double sum(Average average, Curve curve) {
        OptionalInt only = average.overlap();
        double sum = 0;
        for (int t = 0; t < Thresholds.OVERLAPS; t++) {
            if (only.isEmpty() || only.getAsInt() == t) {
                sum += average.precision() ? curve.precisions(t) : curve.recall(t);
            }
        }
        return sum;
    }
}
