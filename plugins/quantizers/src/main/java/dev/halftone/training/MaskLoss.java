package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.halftone.data.Example;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.data.Prompt;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;

/**
 * What Segment Anything was trained with (Kirillov et al., arXiv:2304.02643, appendix A): 20 times
 * the focal loss (Lin et al., arXiv:1708.02002, γ = 2, α = 1/4) plus the dice loss (Milletari et
 * al., arXiv:1606.04797) of the masks, plus the squared error of the IoU that is expected of each.
 * Mask 0 answers for itself; of the others the best one counts.
 */
final class MaskLoss {

    /** At most so many pixels along one of the logits: as many as the frame has in the paper. */
    private static final int FINE = 4;

    private static final double FOCAL = 20;
    private static final double ALPHA = 0.25;

    private MaskLoss() {}

    /**
     * @param outputs logits (P, masks, side, side) that cover the frame, and expected IoU (P,
     *     masks), as {@link dev.halftone.model.Prompting} says
     * @param example one picture with P prompts, the mask of each known
     */
    static NDArray of(NDList outputs, Example example) {
        NDArray logits = outputs.get(0);
        int side = (int) logits.getShape().get(2);
        int size = side * fine(example, side);
        NDArray finer = finer(logits, size);
        NDArray truth = truth(example, finer, size);
        NDArray masks = mask(finer, truth);
        NDArray iou = outputs.get(1).sub(iou(finer, truth)).square();
        NDArray each = masks.add(iou);
        NDArray single = each.get(new NDIndex(":, 0"));
        NDArray best = each.get(new NDIndex(":, 1:")).min(new int[] {1});
        return single.add(best).mean();
    }

    /** Focal and dice loss of each mask: (P, masks). */
    private static NDArray mask(NDArray logits, NDArray truth) {
        int[] pixels = {2};
        NDArray p = Activation.sigmoid(logits);
        NDArray crossEntropy = Activation.softPlus(logits).sub(logits.mul(truth));
        NDArray other = truth.neg().add(1);
        NDArray missed = p.mul(other).add(p.neg().add(1).mul(truth));
        NDArray weight = truth.mul(2 * ALPHA - 1).add(1 - ALPHA);
        NDArray focal = crossEntropy.mul(missed.square()).mul(weight).mean(pixels);
        NDArray both = p.mul(truth).sum(pixels);
        NDArray sum = p.sum(pixels).add(truth.sum(pixels));
        NDArray dice = both.mul(2).add(1).div(sum.add(1)).neg().add(1);
        return focal.mul(FOCAL).add(dice);
    }

    /** How well each mask fits: (P, masks). No gradient flows through it. */
    private static NDArray iou(NDArray logits, NDArray truth) {
        int[] pixels = {2};
        NDArray mask = logits.gt(0).toType(DataType.FLOAT32, false);
        NDArray both = mask.mul(truth).sum(pixels);
        NDArray any = mask.sum(pixels).add(truth.sum(pixels)).sub(both);
        return both.div(any.maximum(1)).stopGradient();
    }

    /** As fine as the picture is, where that is less. */
    private static int fine(Example example, int side) {
        Instances instances = (Instances) example.target();
        int longest = Math.max(instances.width(), instances.height());
        return Math.max(1, Math.min(FINE, (longest + side - 1) / side));
    }

    /** The logits at pixels of the frame, interpolated linearly: (P, masks, size · size). */
    private static NDArray finer(NDArray logits, int size) {
        int side = (int) logits.getShape().get(2);
        double step = (double) size / side;
        float[] rows = new float[size * side];
        for (int i = 0; i < size; i++) {
            double at = Math.max(0, Math.min(side - 1, (i + 0.5) / step - 0.5));
            int low = (int) at;
            int high = Math.min(low + 1, side - 1);
            rows[i * side + high] += (float) (at - low);
            rows[i * side + low] += (float) (1 - (at - low));
        }
        NDArray matrix = logits.getManager().create(rows, new Shape(size, side));
        return matrix.matMul(logits)
                .matMul(matrix.transpose())
                .reshape(logits.getShape().get(0), logits.getShape().get(1), -1);
    }

    /** What is true at the same pixels: (P, 1, size · size). */
    private static NDArray truth(Example example, NDArray finer, int size) {
        Instances instances = (Instances) example.target();
        List<Prompt> prompts = instances.prompts();
        float[] values = new float[prompts.size() * size * size];
        for (int i = 0; i < prompts.size(); i++) {
            fill(values, i * size * size, size, mask(example, instances, prompts.get(i)));
        }
        return finer.getManager().create(values, new Shape(prompts.size(), 1, size * size));
    }

    private static void fill(float[] values, int start, int size, Mask mask) {
        boolean[] inside = mask.pixels();
        double step = (double) Math.max(mask.width(), mask.height()) / size;
        for (int i = 0; i < size * size; i++) {
            int x = (int) ((i % size + 0.5) * step);
            int y = (int) ((i / size + 0.5) * step);
            boolean shown = x < mask.width() && y < mask.height();
            values[start + i] = shown && inside[y * mask.width() + x] ? 1 : 0;
        }
    }

    private static Mask mask(Example example, Instances instances, Prompt prompt) {
        if (prompt.instance().isPresent()) {
            var mask = instances.all().get(prompt.instance().getAsInt()).mask();
            if (mask.isPresent()) {
                return mask.get();
            }
        }
        throw new ProblemException(
                Problem.of(
                        "no-mask",
                        "training needs a mask for every prompt, '"
                                + example.name()
                                + "' has a prompt without one"));
    }
}
