package dev.halftone.cli;

import dev.halftone.quantize.Progress;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Progress for logs: a line at every tenth, with an estimate of what is left. */
final class Lines implements Progress {
    private static final long SECOND = 1_000_000_000L;

    /** Work this short is over before a line about it is read. */
    private static final long QUIET = 2 * SECOND;

    private final Terminal terminal;
    private final String what;
    private final long units;
    private final LongSupplier clock;
    private final long began;
    private long done;
    private long told;
    private String note = "";

    Lines(Terminal terminal, String what, long units, LongSupplier clock) {
        this.terminal = terminal;
        this.what = what;
        this.units = Math.max(1, units);
        this.clock = clock;
        this.began = clock.getAsLong();
    }

    @Override
    public synchronized void advance(long more) {
        done += more;
        long tenth = Math.min(10, done * 10 / units);
        long spent = clock.getAsLong() - began;
        if (tenth > told && spent > QUIET) {
            told = tenth;
            terminal.say(line(tenth * 10, spent));
        }
    }

    private String line(long percent, long spent) {
        long left = Math.max(0, Math.round((double) spent / done * (units - done) / SECOND));
        String estimate =
                percent >= 100
                        ? ""
                        : String.format(Locale.ROOT, ", %d:%02d left", left / 60, left % 60);
        String extra = note.isEmpty() ? "" : ", " + note;
        return what + " " + percent + " % (" + done + " of " + units + ")" + estimate + extra;
    }

    @Override
    public synchronized void note(String words) {
        note = words;
    }

    @Override
    public void close() {}
}
