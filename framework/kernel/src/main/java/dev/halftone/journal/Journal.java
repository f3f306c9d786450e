package dev.halftone.journal;

import dev.halftone.run.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes down what happens in a run, and when: {@code journal.log}. Until the run directory is
 * known it remembers.
 */
public final class Journal {

    private final Console console;
    private final Clock clock;
    private final List<String> waiting = new ArrayList<>();
    private final Map<String, Instant> begun = new LinkedHashMap<>();
    private final Map<String, Duration> took = new LinkedHashMap<>();
    private Optional<Path> file = Optional.empty();

    public Journal(Console console, Clock clock) {
        this.console = console;
        this.clock = clock;
    }

    /** Runs one phase, notes when, and notes its failure with all that a developer needs. */
    public <T> T phase(String name, Supplier<T> work) {
        begun.put(name, clock.instant());
        note(name);
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            note(name + " failed: " + stackTrace(e));
            throw e;
        } finally {
            took.put(name, since(name));
        }
    }

    /** Seconds each phase took, the one under way so far. */
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String name : begun.keySet()) {
            Duration duration = took.containsKey(name) ? took.get(name) : since(name);
            seconds.put(name, duration.toMillis() / 1000.0);
        }
        return seconds;
    }

    private Duration since(String name) {
        return Duration.between(begun.get(name), clock.instant());
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }

    /** Tells the user, and writes it down. */
    public void say(String line) {
        console.say(line);
        note(line);
    }

    /** Writes it down only. */
    public void note(String line) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        waiting.add(now + "  " + line + "\n");
        file.ifPresent(this::write);
    }

    /** From now on there is a place to write to. */
    public void begin(Path log) {
        file = Optional.of(log);
        write(log);
    }

    /** From now on the place belongs to a finished run. */
    public void end() {
        file = Optional.empty();
    }

    /** A journal that cannot be written must not stop a run that can. */
    private void write(Path log) {
        try {
            Files.writeString(
                    log,
                    String.join("", waiting),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            waiting.clear();
        } catch (IOException e) {
            console.say("journal.log cannot be written: " + e.getMessage());
            file = Optional.empty();
        }
    }
}
