package dev.halftone.run;

import dev.halftone.quantize.Progress;

/** Where the kernel talks to whoever started it. Talk, never results. */
public interface Console {

    /** Hears nothing. */
    Console SILENT = new Silence();

    /** One line. */
    void say(String line);

    /** Starts reporting on long work of a known size. */
    Progress progress(String what, long units);

    /** Hears nothing. */
    record Silence() implements Console, Progress {

        @Override
        public void say(String line) {}

        @Override
        public Progress progress(String what, long units) {
            return this;
        }

        @Override
        public void advance(long units) {}

        @Override
        public void note(String words) {}

        @Override
        public void close() {}
    }
}
