package dev.halftone.prompt;

import dev.halftone.data.Box;
import dev.halftone.data.Instance;
import dev.halftone.data.Mask;
import dev.halftone.data.Prompt;
import dev.halftone.data.Prompt.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** Asks for annotated things. */
public enum Prompts {
    /** One prompt per thing: the box around it. */
    BOXES(true, false),
    /** One prompt per thing: a click in its middle. */
    POINTS(false, true),
    /** Two prompts per thing: its box, then a click. */
    BOTH(true, true);

    private final boolean boxes;
    private final boolean points;

    Prompts(boolean boxes, boolean points) {
        this.boxes = boxes;
        this.points = points;
    }

    /** Prompts for each of the things; clicks where their masks are known. */
    public List<Prompt> of(List<Instance> instances) {
        List<Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            Instance one = instances.get(i);
            OptionalInt index = OptionalInt.of(i);
            if (boxes) {
                prompts.add(Prompt.box(one.box(), 1, one.category(), index));
            }
            if (points && one.mask().isPresent()) {
                Point click = Click.on(one.mask().get());
                prompts.add(new Prompt(List.of(click), 1, one.category(), index));
            }
        }
        return prompts;
    }

    /**
     * The same as careless people would: a box's edges are off, a click is anywhere on the thing.
     *
     * @param share of its width and height that a box's edges are off at most
     */
    public List<Prompt> careless(List<Instance> instances, double share, Random random) {
        List<Prompt> prompts = new ArrayList<>();
        for (Prompt prompt : of(instances)) {
            Instance one = instances.get(prompt.instance().orElseThrow());
            prompts.add(
                    prompt.hasBox()
                            ? off(prompt, one.box(), share, random)
                            : anywhere(prompt, one.mask().orElseThrow(), random));
        }
        return prompts;
    }

    private static Prompt off(Prompt prompt, Box box, double share, Random random) {
        double[] by = new double[4];
        for (int i = 0; i < 4; i++) {
            double side = i % 2 == 0 ? box.width() : box.height();
            by[i] = (2 * random.nextDouble() - 1) * share * side;
        }
        Box moved =
                Box.between(
                        box.x() + by[0],
                        box.y() + by[1],
                        box.right() + by[2],
                        box.bottom() + by[3]);
        return Prompt.box(moved, prompt.score(), prompt.category(), prompt.instance());
    }

    private static Prompt anywhere(Prompt prompt, Mask mask, Random random) {
        boolean[] inside = mask.pixels();
        int left = random.nextInt((int) Math.max(1, mask.area()));
        for (int at = 0; at < inside.length; at++) {
            if (inside[at] && left-- == 0) {
                Point place = new Point(at % mask.width(), at / mask.width(), 1);
                return new Prompt(
                        List.of(place), prompt.score(), prompt.category(), prompt.instance());
            }
        }
        return prompt;
    }
}
