package dev.halftone.data;

/**
 * An open dataset. Examples are decoded when asked for, from any thread; the order never changes.
 */
public interface Examples extends AutoCloseable {

    int size();

    /** Decodes one. A picture that cannot be decoded is a problem that names the file. */
    Example get(int index);

    /**
     * Changes whenever the names, order, labels or contents change, and never otherwise: a hash of
     * what decides the examples.
     */
    String fingerprint();

    @Override
    void close();
}
