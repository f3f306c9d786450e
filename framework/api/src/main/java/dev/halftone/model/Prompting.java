package dev.halftone.model;

/**
 * How points and boxes become inputs of a network that segments what they show, and which of its
 * outputs answer.
 *
 * <p>Such a network takes one picture and P prompts of K points each: float32 positions (P, K, 2),
 * x before y, in pixels of a square frame whose side the picture's longer side fills from the top
 * left corner; and float32 labels (P, K): 1 what is wanted, 0 what is not, 2 and 3 a box's top left
 * and bottom right corner, −1 nothing. Prompts of fewer points are filled up with (0, 0) labelled
 * −1; a prompt without a box has at least one such point, as the network was trained. Positions of
 * pixels have no half added to them.
 *
 * <p>It answers with logits (P, masks, side, side) that cover the whole frame, more than zero where
 * the mask is, and the IoU it expects of each (P, masks). Mask 0 is the one answer to a prompt that
 * can mean one thing, the others are for prompts that can mean several.
 *
 * @param frame side of the square that positions are given in, pixels; not always that of the
 *     network's picture
 * @param points name of the graph's input for the positions
 * @param labels name of the graph's input for their labels
 * @param masks index of the output with the masks
 * @param iou index of the output with the expected IoU
 * @param multimask whether the answer is the one of masks 1, 2, … with the highest expected IoU,
 *     instead of mask 0
 */
public record Prompting(
        int frame, String points, String labels, int masks, int iou, boolean multimask) {

    /** Corner of a box, as a label. */
    public static final float TOP_LEFT = 2;

    /** Corner of a box, as a label. */
    public static final float BOTTOM_RIGHT = 3;

    /** A point of what is wanted, as a label. */
    public static final float FOREGROUND = 1;

    /** A point of what is not wanted, as a label. */
    public static final float BACKGROUND = 0;

    /** No point, as a label. */
    public static final float PADDING = -1;
}
