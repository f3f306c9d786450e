package dev.halftone.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One command line, run in this process with its streams caught. */
record Session(Exit exit, String out, String err) {

    static Session of(String... words) {
        return with(Commands.standard(), words);
    }

    static Session with(Commands commands, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal =
                new Terminal(stream(out), stream(err), false, Map.of("HOME", "/nowhere"));
        Exit exit = new Main(commands, terminal).run(List.of(words));
        return new Session(
                exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
