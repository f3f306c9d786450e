package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.quantize.Bookmark;
import java.util.Map;

/**
 * What changes while training, and what does not: flat vectors of one length.
 *
 * @param values what is learned
 * @param first the optimizer's mean of gradients
 * @param second the optimizer's mean of squares
 * @param pace factor on the learning rate
 * @param decay factor on the weight decay
 * @param least what no value falls below: scales stay positive
 */
record State(
        NDArray values, NDArray first, NDArray second, NDArray pace, NDArray decay, NDArray least) {

    /** Before the first step. */
    static State start(NDArray values, NDArray pace, NDArray decay, NDArray least) {
        return new State(values, values.zerosLike(), values.zerosLike(), pace, decay, least);
    }

    /** Goes on from where a page was kept; the page's arrays are copied. */
    void restore(Bookmark.Page page) {
        values.subi(values).addi(page.arrays().get("values"));
        first.subi(first).addi(page.arrays().get("first"));
        second.subi(second).addi(page.arrays().get("second"));
    }

    /** What is needed to go on. */
    Bookmark.Page page(int epochs) {
        return new Bookmark.Page(
                Map.of("values", values, "first", first, "second", second),
                Map.of("epochs", Integer.toString(epochs)));
    }

    /** Lets a manager own what is made of the vectors, until it is closed. */
    void lend(NDManager scope) {
        scope.tempAttachAll(values, first, second, pace, decay, least);
    }

    /** The values that weight decay pulls to zero, the others as zero: a new array. */
    NDArray decaying() {
        return values.mul(decay);
    }

    /** Walks against a direction, which is used up. */
    void move(NDArray direction, double rate) {
        NDArray moved = values.sub(direction.muli(pace).muli(rate));
        values.subi(values).addi(moved.maximum(least));
    }
}
