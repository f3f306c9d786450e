package dev.halftone.network;

/**
 * What the network of one publisher has beside the plain vision transformer, or lacks.
 *
 * @param layerScale whether each branch has a factor per channel
 * @param qkvBias whether query, key and value have a bias
 * @param classToken whether there is a token that belongs to no patch
 * @param distilled whether there is a second one
 * @param secondHead whether that one answers too
 * @param placed whether these have positions of their own, as patches do (not in DeiT III)
 * @param pooled whether the mean of the patches answers, normalized afterwards, and not a token
 * @param representation width of the layer before the head; 0 for none
 */
record Variant(
        boolean layerScale,
        boolean qkvBias,
        boolean classToken,
        boolean distilled,
        boolean secondHead,
        boolean placed,
        boolean pooled,
        int representation) {
    static final Variant PLAIN = new Variant(false, true, true, false, false, true, false, 0);

    /** Tokens before the patches. */
    int before() {
        return (classToken ? 1 : 0) + (distilled ? 1 : 0);
    }

    /** Positions before those of the patches. */
    int positions() {
        return placed ? before() : 0;
    }

    /**
     * Reads from a checkpoint's names, those of timm, what is there.
     *
     * @param positions how many the checkpoint has
     */
    static Variant of(Dimensions of, int positions) {
        boolean pooled = of.hasModule("fc_norm");
        // Where both are missing, it is the usual one that should be there.
        boolean classToken = of.has("cls_token") || !pooled;
        boolean distilled = of.has("dist_token") || of.hasModule("head_dist");
        of.read("pre_logits.fc.weight", "representation width")
                .read("pre_logits.fc.bias", "representation");
        int representation = of.hasModule("pre_logits") ? of.get("representation", 1) : 0;
        // Of the files of those who keep them apart, the patches alone make a square.
        boolean placed = !classToken || side(positions) * side(positions) != positions;
        return new Variant(
                of.hasEnding(".ls1.gamma"),
                of.hasEnding(".attn.qkv.bias"),
                classToken,
                distilled,
                of.hasModule("head_dist"),
                placed,
                pooled,
                representation);
    }

    /** Of the largest square of so many patches, or the one next to it. */
    static int side(int patches) {
        return (int) Math.round(Math.sqrt(Math.max(0, patches)));
    }
}
