package dev.halftone.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.engine.TorchEngine;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ScoresTest {
    private static TorchEngine engine;
    private static NDManager manager;

    @BeforeAll
    static void start() {
        engine = TorchEngine.start("cpu");
        manager = engine.manager().newSubManager();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static NDArray rows(float[]... rows) {
        NDArray all = manager.create(new Shape(rows.length, rows[0].length));
        for (int i = 0; i < rows.length; i++) {
            all.set(new NDIndex(i), manager.create(rows[i]));
        }
        return all;
    }

    private static Answers answers(NDArray outputs, NDArray reference, int... labels) {
        List<Example> examples = new ArrayList<>();
        for (int label : labels) {
            Picture picture = new Picture(1, 1, 1, new byte[1]);
            examples.add(new Example("picture " + label, picture, new Label(label)));
        }
        return new Answers(new NDList(outputs), new NDList(reference), examples);
    }

    private static double score(Score score, Answers... batches) {
        Score.Tally tally = score.tally();
        for (Answers batch : batches) {
            tally.add(batch);
        }
        return tally.numbers().get("");
    }

    @Test
    void countsWhatComesFirstInPercent() {
        NDArray out =
                rows(
                        new float[] {1, 3, 2},
                        new float[] {3, 3, 2},
                        new float[] {3, 3, 2},
                        new float[] {0, Float.NaN, 0});

        assertThat(score(new Top1(), answers(out, out, 1, 0, 1, 1))).isEqualTo(50);
    }

    @Test
    void countsWhatIsAmongTheFirstFive() {
        NDArray out = rows(new float[] {6, 5, 4, 3, 2, 1}, new float[] {6, 5, 4, 3, 2, 1});

        assertThat(score(new Top5(), answers(out, out, 4, 5))).isEqualTo(50);
    }

    @Test
    void comparesClassesWithTheFloatModel() {
        NDArray out = rows(new float[] {1, 3}, new float[] {4, 3}, new float[] {Float.NaN, 3});
        NDArray ref = rows(new float[] {0, 9}, new float[] {0, 9}, new float[] {0, 9});

        assertThat(score(new Agreement(), answers(out, ref, 0, 0, 0)))
                .isCloseTo(100 / 3.0, within(1e-12));
    }

    /** 10·log10(25 / 0.25) and sqrt(0.25 / 25). */
    @Test
    void measuresNoiseAgainstSignal() {
        NDArray ref = rows(new float[] {3, 4}, new float[] {0, 0});
        NDArray out = rows(new float[] {3, 4.5f}, new float[] {0, 0});

        assertThat(score(new Sqnr(), answers(out, ref, 0, 0))).isCloseTo(20, within(1e-12));
        assertThat(score(new RelativeError(), answers(out, ref, 0, 0)))
                .isCloseTo(0.1, within(1e-12));
        assertThat(new RelativeError().higherIsBetter()).isFalse();
    }

    @Test
    void putsIdenticalAnswersAtInfinityAndBrokenOnesBelowAll() {
        NDArray ref = rows(new float[] {3, 4});
        NDArray broken = rows(new float[] {3, Float.NaN});

        assertThat(score(new Sqnr(), answers(ref, ref, 0))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(score(new RelativeError(), answers(ref, ref, 0))).isZero();
        assertThat(score(new Sqnr(), answers(broken, ref, 0))).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void isNotANumberWhenNothingWasCounted() {
        for (Score score : all()) {
            assertThat(score(score)).isNaN();
        }
    }

    private static List<Score> all() {
        return List.of(new Top1(), new Top5(), new Agreement(), new Sqnr(), new RelativeError());
    }

    @Test
    void doesNotDependOnTheOrderOfTheBatchesToTheLastBit() {
        Random random = new Random(5);
        List<Answers> batches = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            float[] ref = new float[7];
            float[] out = new float[7];
            for (int j = 0; j < 7; j++) {
                ref[j] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
                out[j] = ref[j] + (float) random.nextGaussian();
            }
            batches.add(answers(rows(out), rows(ref), random.nextInt(7)));
        }
        List<Answers> mixed = new ArrayList<>(batches);
        Collections.shuffle(mixed, random);

        for (Score score : all()) {
            assertThat(score(score, mixed.toArray(Answers[]::new)))
                    .isEqualTo(score(score, batches.toArray(Answers[]::new)));
        }
    }

    @Test
    void takesAnswersOfAnyType() {
        NDArray whole = manager.create(new long[] {3, 4}, new Shape(1, 2));
        NDArray truths = manager.create(new boolean[] {false, true}, new Shape(1, 2));

        assertThat(score(new Sqnr(), answers(whole, whole, 0))).isInfinite();
        assertThat(score(new Top1(), answers(truths, truths, 1))).isEqualTo(100);
    }

    @Test
    void refusesAnswersThatAreNotOnePerPicture() {
        NDArray one = manager.create(3f);

        assertThatThrownBy(() -> score(new Sqnr(), answers(one, one, 0)))
                .hasMessageContaining("no value for each picture");
    }

    @Test
    void refusesAClassThatTheModelCannotAnswer() {
        NDArray out = rows(new float[] {1, 3, 2});

        assertThatThrownBy(() -> score(new Top1(), answers(out, out, 3)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        "'picture 3' is of class 3, but the model answers classes 0 to 2");
    }
}
