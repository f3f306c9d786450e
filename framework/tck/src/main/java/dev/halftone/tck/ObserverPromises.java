package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.quantize.RangeObserver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** What an observer promises. */
final class ObserverPromises {
    static final String SAME = "gives the same range for the same values";
    static final String PARTS = "gives one interval per part";
    static final String ENDS = "gives finite ends in order";
    static final String HOLDS = "covers the middle half of the values";

    private static final List<Granularity> DIVISIONS =
            List.of(Granularity.TENSOR, Granularity.CHANNEL, Granularity.parse("group-16"));
    private static final List<Levels> LEVELS = List.of(Levels.of(8, false), Levels.of(8, true));

    private final Supplier<RangeObserver> observer;
    private final Lab lab;

    private ObserverPromises(Supplier<RangeObserver> observer, Lab lab) {
        this.observer = observer;
        this.lab = lab;
    }

    static List<Promise> of(Supplier<RangeObserver> observer, Lab lab) {
        ObserverPromises promises = new ObserverPromises(observer, lab);
        return List.of(
                new Promise(SAME, () -> promises.forEach(promises::same)),
                new Promise(PARTS, () -> promises.forEach(promises::parts)),
                new Promise(ENDS, () -> promises.forEach(promises::ends)),
                new Promise(HOLDS, () -> promises.forEach(promises::holds)));
    }

    private interface Check {
        void hold(String what, Seen seen, Levels levels);
    }

    private void forEach(Check check) {
        values().forEach(
                        (what, seen) -> {
                            for (Granularity division : DIVISIONS) {
                                for (Levels levels : LEVELS) {
                                    Seen divided =
                                            new Seen(
                                                    seen.batches(),
                                                    seen.shape(),
                                                    0,
                                                    division,
                                                    seen.manager());
                                    String signs = levels.symmetric() ? ", symmetric" : "";
                                    check.hold(what + " per " + division + signs, divided, levels);
                                }
                            }
                        });
    }

    private Range range(Seen seen, Levels levels) {
        return observer.get().range(seen, levels);
    }

    private void same(String what, Seen seen, Levels levels) {
        RangeObserver one = observer.get();
        Range first = one.range(seen, levels);
        assertThat(one.range(seen, levels)).as(what).isEqualTo(first);
    }

    private void parts(String what, Seen seen, Levels levels) {
        assertThat(range(seen, levels).count()).as("intervals, %s", what).isEqualTo(seen.count());
    }

    private void ends(String what, Seen seen, Levels levels) {
        Range range = range(seen, levels);
        for (int i = 0; i < range.count(); i++) {
            float low = range.low().get(i);
            float high = range.high().get(i);
            boolean good = Float.isFinite(low) && Float.isFinite(high) && low <= high;
            assertThat(good).as("[%s, %s] is an interval, %s", low, high, what).isTrue();
        }
    }

    /** With zero, as every grid has it, and for symmetric levels by magnitude. */
    private void holds(String what, Seen seen, Levels levels) {
        Range range = range(seen, levels);
        List<List<Float>> parts = middle(seen, levels.symmetric());
        for (int i = 0; i < Math.min(range.count(), parts.size()); i++) {
            float low = Math.min(0, range.low().get(i));
            float high = Math.max(0, range.high().get(i));
            double most = Math.max(-low, high);
            double slack = 1e-5 * most;
            for (float value : parts.get(i)) {
                boolean inside =
                        levels.symmetric()
                                ? Math.abs(value) <= most + slack
                                : value >= low - slack && value <= high + slack;
                assertThat(inside).as("%s lies in [%s, %s], %s", value, low, high, what).isTrue();
            }
        }
    }

    private static List<List<Float>> middle(Seen seen, boolean byMagnitude) {
        List<List<Float>> all = new ArrayList<>();
        for (float[] batch : seen.batches()) {
            List<List<Float>> parts = seen.parts(batch);
            for (int i = 0; i < parts.size(); i++) {
                if (all.size() <= i) {
                    all.add(new ArrayList<>());
                }
                all.get(i).addAll(parts.get(i));
            }
        }
        return all.stream().map(part -> middle(part, byMagnitude)).toList();
    }

    private static List<Float> middle(List<Float> part, boolean byMagnitude) {
        List<Float> sorted =
                part.stream().map(v -> byMagnitude ? Math.abs(v) : v).sorted().toList();
        int quarter = sorted.size() / 4;
        return sorted.subList(byMagnitude ? 0 : quarter, sorted.size() - quarter);
    }

    private Map<String, Seen> values() {
        Map<String, Seen> values = new LinkedHashMap<>();
        Random random = new Random(3);
        List<float[]> normal = new ArrayList<>();
        List<float[]> positive = new ArrayList<>();
        for (int batch = 0; batch < 4; batch++) {
            float[] numbers = new float[8 * 64];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (random.nextGaussian() * (1 + i / 64));
            }
            normal.add(numbers);
            float[] sizes = numbers.clone();
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Math.abs(sizes[i]);
            }
            positive.add(sizes);
        }
        Shape shape = new Shape(8, 64);
        values.put("normal values", Seen.of(normal, shape, 0, lab.manager()));
        values.put("positive values", Seen.of(positive, shape, 0, lab.manager()));
        float[] same = new float[64];
        Arrays.fill(same, 0.7f);
        Shape small = new Shape(4, 16);
        values.put("a constant", Seen.of(List.of(same), small, 0, lab.manager()));
        values.put("zeros", Seen.of(List.of(new float[64]), small, 0, lab.manager()));
        return values;
    }
}
