package dev.halftone.tck;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Annotated;
import dev.halftone.data.Annotated.Frequency;
import dev.halftone.data.Box;
import dev.halftone.data.Example;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.data.Picture;
import dev.halftone.data.Prompt;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Answers to boxes around a small, a middling and a large thing, in a few pictures. */
final class Segmented {
    private static final int PICTURES = 6;
    private static final int SIDE = 256;
    private static final int[] SIDES = {20, 60, 120};
    private static final Annotated ANNOTATED =
            new Annotated(
                    Set.of(),
                    Set.of(),
                    Map.of(0L, Frequency.RARE, 1L, Frequency.COMMON, 2L, Frequency.FREQUENT));

    private Segmented() {}

    /** The float model is right; the outputs are off by a share of each thing's size. */
    static List<Answers> answers(NDManager manager, double noise) {
        Random random = new Random(12);
        List<Answers> all = new ArrayList<>();
        for (int picture = 0; picture < PICTURES; picture++) {
            List<Instance> things = things(picture, random);
            List<Segment> right = new ArrayList<>();
            List<Segment> off = new ArrayList<>();
            for (int i = 0; i < things.size(); i++) {
                Instance thing = things.get(i);
                Prompt prompt = Prompt.box(thing.box(), 1, thing.category(), OptionalInt.of(i));
                double by = Math.min(1, noise * random.nextDouble()) * thing.box().width();
                double sure = 0.3 + 0.1 * picture;
                right.add(new Given(prompt, thing.mask().orElseThrow(), sure));
                off.add(new Given(prompt, mask(moved(thing.box(), by)), sure));
            }
            all.add(
                    new Answers(
                            list(manager, random),
                            list(manager, random),
                            List.of(example(picture, things, right)),
                            off,
                            right));
        }
        return all;
    }

    private static List<Instance> things(int picture, Random random) {
        List<Instance> things = new ArrayList<>();
        for (int i = 0; i < SIDES.length; i++) {
            int free = SIDE - 2 * SIDES[i];
            Box box = new Box(random.nextInt(free), random.nextInt(free), SIDES[i], SIDES[i]);
            long id = 1 + picture * SIDES.length + i;
            things.add(new Instance(id, i, box.area(), false, false, box, Optional.of(mask(box))));
        }
        return things;
    }

    private static Box moved(Box box, double by) {
        return new Box(box.x() + by, box.y() + by, box.width(), box.height());
    }

    private static Mask mask(Box box) {
        return Mask.box(SIDE, SIDE, box);
    }

    private static NDList list(NDManager manager, Random random) {
        float[] values = new float[SIDES.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return new NDList(manager.create(values, new Shape(SIDES.length, 1)));
    }

    private static Example example(int picture, List<Instance> things, List<Segment> segments) {
        List<Prompt> prompts = segments.stream().map(Segment::prompt).toList();
        return new Example(
                "picture-" + picture,
                new Picture(1, 1, 1, new byte[1]),
                new Instances(picture, SIDE, SIDE, things, prompts, Optional.of(ANNOTATED)));
    }

    /** One mask, whichever is asked for. */
    private record Given(Prompt prompt, Mask only, double sure) implements Segment {

        @Override
        public int masks() {
            return 4;
        }

        @Override
        public int chosen() {
            return 0;
        }

        @Override
        public int best() {
            return 1;
        }

        @Override
        public double expected(int mask) {
            return sure;
        }

        @Override
        public double meanLogit(int mask) {
            return sure;
        }

        @Override
        public Mask mask(int mask) {
            return only;
        }
    }
}
