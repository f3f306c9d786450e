package dev.halftone.prompting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.data.Prompt;
import dev.halftone.metric.Segment;
import dev.halftone.model.Prompting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what a network answered to prompts. */
public final class Segments {

    private Segments() {}

    /**
     * @param outputs of the network, which must live while the segments are looked at
     * @param asked about the picture
     * @param prompts those that were given to the network
     */
    public static List<Segment> of(
            Prompting prompting, NDList outputs, Instances asked, List<Prompt> prompts) {
        NDArray masks = outputs.get(prompting.masks());
        float[] expected = outputs.get(prompting.iou()).toFloatArray();
        int proposals = expected.length / prompts.size();
        Frame frame = new Frame(prompting.frame(), asked.width(), asked.height());
        Enlarging enlarging =
                Enlarging.of(frame, (int) masks.getShape().get(2), (int) masks.getShape().get(3));
        List<Segment> segments = new ArrayList<>();
        for (int p = 0; p < prompts.size(); p++) {
            float[] own = Arrays.copyOfRange(expected, p * proposals, (p + 1) * proposals);
            segments.add(
                    new Answered(prompts.get(p), p, prompting.multimask(), own, masks, enlarging));
        }
        return segments;
    }

    /** One prompt's answer; masks are enlarged when they are asked for. */
    private static final class Answered implements Segment {
        private final Prompt prompt;
        private final int row;
        private final boolean multimask;
        private final float[] expected;
        private final NDArray masks;
        private final Enlarging enlarging;
        private final Map<Integer, Enlarging.Enlarged> known = new HashMap<>();

        Answered(
                Prompt prompt,
                int row,
                boolean multimask,
                float[] expected,
                NDArray masks,
                Enlarging enlarging) {
            this.prompt = prompt;
            this.row = row;
            this.multimask = multimask;
            this.expected = expected;
            this.masks = masks;
            this.enlarging = enlarging;
        }

        @Override
        public Prompt prompt() {
            return prompt;
        }

        @Override
        public int masks() {
            return expected.length;
        }

        @Override
        public int chosen() {
            return multimask ? best() : 0;
        }

        @Override
        public int best() {
            int best = Math.min(1, expected.length - 1);
            for (int i = best + 1; i < expected.length; i++) {
                best = expected[i] > expected[best] ? i : best;
            }
            return best;
        }

        @Override
        public double expected(int mask) {
            return expected[mask];
        }

        @Override
        public double meanLogit(int mask) {
            return enlarged(mask).meanLogit();
        }

        @Override
        public Mask mask(int mask) {
            return enlarged(mask).inside();
        }

        private Enlarging.Enlarged enlarged(int mask) {
            return known.computeIfAbsent(
                    mask,
                    any -> {
                        try (NDArray own = masks.get(row, mask)) {
                            return enlarging.of(own.toFloatArray());
                        }
                    });
        }
    }
}
