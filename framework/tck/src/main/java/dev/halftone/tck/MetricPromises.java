package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What a metric promises, on classifications of pictures into ten classes, or, where it refuses
 * these, on segmentations.
 */
final class MetricPromises {
    static final String EMPTY = "is NaN where nothing was counted";
    static final String ORDER = "does not depend on the order of the batches";
    static final String SEPARATE = "keeps two counts apart";
    static final String DIRECTION = "is better for better answers, in the direction it says";

    private static final int CLASSES = 10;
    private static final int ROWS = 5;
    private static final int BATCHES = 6;

    private final Supplier<Score> score;
    private final Lab lab;

    private MetricPromises(Supplier<Score> score, Lab lab) {
        this.score = score;
        this.lab = lab;
    }

    static List<Promise> of(Supplier<Score> score, Lab lab) {
        MetricPromises promises = new MetricPromises(score, lab);
        return List.of(
                new Promise(EMPTY, promises::empty),
                new Promise(ORDER, promises::order),
                new Promise(SEPARATE, promises::separate),
                new Promise(DIRECTION, promises::direction));
    }

    private void empty() {
        Map<String, Double> numbers = score.get().tally().numbers();
        assertThat(numbers).isNotEmpty();
        numbers.forEach((name, value) -> assertThat(value).as("'%s'", name).isNaN());
    }

    private void order() {
        try (NDManager inside = lab.manager().newSubManager()) {
            List<Answers> answers = new ArrayList<>(given(inside, 0.7));
            Map<String, Double> first = counted(score.get().tally(), answers);
            for (int seed = 0; seed < 5; seed++) {
                Collections.shuffle(answers, new Random(seed));
                assertThat(counted(score.get().tally(), answers)).isEqualTo(first);
            }
        }
    }

    private void separate() {
        try (NDManager inside = lab.manager().newSubManager()) {
            Score one = score.get();
            Score.Tally untouched = one.tally();
            counted(one.tally(), given(inside, 0.7));
            untouched.numbers().forEach((name, value) -> assertThat(value).isNaN());
            counted(untouched, given(inside, 0.1));
            Map<String, Double> fresh = counted(one.tally(), given(inside, 0.1));
            assertThat(untouched.numbers()).isEqualTo(fresh);
        }
    }

    private void direction() {
        try (NDManager inside = lab.manager().newSubManager()) {
            Map<String, Double> good = counted(score.get().tally(), given(inside, 0.05));
            Map<String, Double> bad = counted(score.get().tally(), given(inside, 20));
            good.forEach(
                    (name, value) -> {
                        String what = "'" + name + "' of good answers against bad ones";
                        if (score.get().higherIsBetter()) {
                            assertThat(value).as(what).isGreaterThan(bad.get(name));
                        } else {
                            assertThat(value).as(what).isLessThan(bad.get(name));
                        }
                    });
        }
    }

    private List<Answers> given(NDManager manager, double noise) {
        List<Answers> classes = answers(manager, noise);
        try {
            score.get().tally().add(classes.get(0));
            return classes;
        } catch (ProblemException refused) {
            return Segmented.answers(manager, noise);
        }
    }

    private static Map<String, Double> counted(Score.Tally tally, List<Answers> answers) {
        answers.forEach(tally::add);
        return tally.numbers();
    }

    /** The reference is right about every picture; the outputs are the reference with noise. */
    private static List<Answers> answers(NDManager manager, double noise) {
        Random random = new Random(11);
        List<Answers> all = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            float[] right = new float[ROWS * CLASSES];
            float[] noisy = new float[ROWS * CLASSES];
            List<Example> examples = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                int label = (batch * ROWS + row) % CLASSES;
                examples.add(example(batch * ROWS + row, label));
                for (int i = 0; i < CLASSES; i++) {
                    double value = (i == label ? 3 : 0) + 0.3 * random.nextGaussian();
                    right[row * CLASSES + i] = (float) value;
                    noisy[row * CLASSES + i] = (float) (value + noise * random.nextGaussian());
                }
            }
            all.add(new Answers(list(manager, noisy), list(manager, right), examples));
        }
        return all;
    }

    private static NDList list(NDManager manager, float[] values) {
        return new NDList(manager.create(values, new Shape(ROWS, CLASSES)));
    }

    private static Example example(int number, int label) {
        return new Example(
                "picture-" + number, new Picture(1, 1, 1, new byte[1]), new Label(label));
    }
}
