package dev.halftone.site;

import java.util.Locale;

/** What a tensor is to the node that reads or makes it. */
public enum Role {
    /** The parameter of a matrix product or convolution. */
    WEIGHT,
    /** What a matrix product or convolution with a weight reads. */
    INPUT,
    /** What it makes, before the bias is added. */
    PRODUCT,
    /** What a layer or an elementwise operator makes, after the bias. */
    OUTPUT,
    /** The left side of an attention's first product. */
    QUERY,
    /** The right side of an attention's first product. */
    KEY,
    /** What query and key make, before scaling and softmax. */
    SCORES,
    /** What the softmax makes, as the second product reads it. */
    PROBABILITIES,
    /** The right side of an attention's second product. */
    VALUE,
    /** What probabilities and value make. */
    CONTEXT,
    /** The first of two activations that an operator reads; of a residual sum, the skipped one. */
    LEFT,
    /** The second of two activations. */
    RIGHT,
    /** The only activation that an operator without a weight reads (a normalization's input). */
    OPERAND;

    /** As written in selectors and files: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a matrix product reads it and it is not a parameter: what "activation" means. */
    public boolean isActivation() {
        return switch (this) {
            case INPUT, QUERY, KEY, VALUE, PROBABILITIES -> true;
            case WEIGHT, PRODUCT, OUTPUT, SCORES, CONTEXT, LEFT, RIGHT, OPERAND -> false;
        };
    }
}
