package dev.halftone.distribution;

/**
 * Leaves a quantizer that asked for what is not gathered yet; it is asked again afterwards. No
 * exception, so that a quantizer that catches those does not swallow it.
 */
final class NotYet extends Error {

    private static final long serialVersionUID = 1L;

    NotYet() {
        super("not gathered yet", null, false, false);
    }
}
