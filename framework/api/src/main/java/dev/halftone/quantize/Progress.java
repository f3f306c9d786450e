package dev.halftone.quantize;

/** How far long work has come. On a terminal it is a bar with an estimate. */
public interface Progress extends AutoCloseable {

    /** So many units more are done. */
    void advance(long units);

    /** A few words beside the bar: {@code loss 0.31}. */
    void note(String words);

    @Override
    void close();
}
