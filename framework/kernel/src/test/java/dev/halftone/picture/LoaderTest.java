package dev.halftone.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.engine.TorchEngine;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Preprocessing.Channels;
import dev.halftone.model.Preprocessing.Interpolation;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class LoaderTest {
    private static final Preprocessing PLAIN =
            new Preprocessing(
                    "none",
                    0,
                    Interpolation.BILINEAR,
                    List.of(0.0),
                    List.of(1.0),
                    Channels.GRAY,
                    1);

    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    private record Numbered(int size, IntFunction<Picture> picture) implements Examples {
        @Override
        public Example get(int index) {
            return new Example("picture " + index, picture.apply(index), new Label(index));
        }

        @Override
        public String fingerprint() {
            return "";
        }

        @Override
        public void close() {}
    }

    private static Picture dot(int index) {
        return new Picture(1, 1, 1, new byte[] {(byte) index});
    }

    private static Loader loader(int size, int batch, IntFunction<Picture> picture) {
        Examples examples = new Numbered(size, picture);
        return new Loader(examples, new Preparation(PLAIN), ENGINE.manager(), batch);
    }

    private static List<Integer> order(Loader loader) {
        List<Integer> seen = new ArrayList<>();
        loader.forEach(
                batch -> {
                    float[] values = batch.inputs().get(0).toFloatArray();
                    assertThat(batch.examples()).hasSize(values.length);
                    for (int i = 0; i < values.length; i++) {
                        int index = (int) values[i];
                        assertThat(batch.examples().get(i).target()).isEqualTo(new Label(index));
                        seen.add(index);
                    }
                });
        return seen;
    }

    /** Pictures that take unequal times would come out of order if threads decided it. */
    @Test
    void givesExamplesInOrderInBatches() {
        Loader loader =
                loader(
                        23,
                        5,
                        i -> {
                            Thread.yield();
                            return i % 3 == 0 ? dot(slowly(i)) : dot(i);
                        });
        List<Shape> shapes = new ArrayList<>();

        loader.forEach(batch -> shapes.add(batch.inputs().get(0).getShape()));

        assertThat(loader.count()).isEqualTo(5);
        assertThat(shapes.get(0)).isEqualTo(new Shape(5, 1, 1, 1));
        assertThat(shapes.get(4)).isEqualTo(new Shape(3, 1, 1, 1));
        assertThat(order(loader)).isSorted().hasSize(23);
        assertThat(loader.secondsWaited()).isPositive();
    }

    private static int slowly(int index) {
        try {
            Thread.sleep(3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return index;
    }

    @Test
    void shufflesTheSameWayForTheSameSeed() {
        Loader loader = loader(50, 8, LoaderTest::dot);

        List<Integer> mixed = order(loader.shuffled(3));

        assertThat(mixed).hasSize(50).doesNotHaveDuplicates().isNotEqualTo(order(loader));
        assertThat(order(loader.shuffled(3).of(7))).isEqualTo(mixed);
        assertThat(order(loader.shuffled(4))).isNotEqualTo(mixed);
        assertThat(order(loader.range(10, 13))).containsExactly(10, 11, 12);
    }

    @Test
    void givesWholeBatchesToANetworkThatTakesSoMany() {
        Loader four =
                new Loader(
                        new Numbered(12, LoaderTest::dot),
                        new Preparation(PLAIN),
                        Optional.empty(),
                        OptionalInt.of(4),
                        ENGINE.manager(),
                        5);

        assertThat(four.count()).isEqualTo(3);
        assertThat(four.of(2).count()).isEqualTo(3);
        assertThat(order(four.range(4, 5))).containsExactly(4, 5, 6, 7);
        assertThat(order(four)).hasSize(12);
        assertThatThrownBy(() -> order(four.range(10, 11)))
                .hasMessageContaining("takes 4 pictures at a time, and of 2 one batch has only 2");
        assertThat(Loader.leftOver(12, OptionalInt.of(4))).isEmpty();
        assertThat(Loader.leftOver(13, OptionalInt.empty())).isEmpty();
    }

    @Test
    void freesABatchBeforeTheNext() {
        List<NDArray> kept = new ArrayList<>();

        loader(4, 2, LoaderTest::dot).forEach(batch -> kept.add(batch.inputs().get(0)));

        assertThat(kept).allMatch(NDArray::isReleased);
    }

    @Test
    void tellsTheProblemOfAPictureThatIsBroken() {
        Loader loader =
                loader(
                        9,
                        4,
                        i -> {
                            if (i == 6) {
                                throw new ProblemException(
                                        Problem.of("broken-picture", "picture 6 is cut off"));
                            }
                            return dot(i);
                        });

        assertThatThrownBy(() -> order(loader))
                .isInstanceOf(ProblemException.class)
                .hasMessage("picture 6 is cut off");
    }

    @Test
    void refusesABatchOfUnequalSizes() {
        Loader loader = loader(4, 4, i -> new Picture(1, 1 + i / 3, 1, new byte[1 + i / 3]));

        assertThatThrownBy(() -> order(loader))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'picture 0' is 1x1 and 'picture 3' is 1x2");
    }
}
