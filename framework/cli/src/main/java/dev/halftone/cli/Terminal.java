package dev.halftone.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The two streams and what surrounds them.
 *
 * @param output results
 * @param talk everything else
 * @param interactive whether a person watches {@code talk}: bars are drawn
 * @param environment variables
 */
public record Terminal(
        PrintStream output,
        PrintStream talk,
        boolean interactive,
        Map<String, String> environment) {

    /** The process's own. */
    static Terminal ofProcess() {
        boolean watched = Boolean.getBoolean("halftone.interactive");
        return new Terminal(
                stream(FileDescriptor.out), stream(FileDescriptor.err), watched, System.getenv());
    }

    /** In UTF-8 whatever the locale, so that the same command prints the same bytes. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** A line of the result. */
    void out(String line) {
        output.println(line);
    }

    /** A line of talk. */
    void say(String line) {
        talk.println(line);
    }
}
