package dev.halftone.cli;

import dev.halftone.quantize.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with an estimate, for someone who watches. */
record Bar(ProgressBar bar) implements Progress {
    private static final int WIDTH = 100;

    static Bar on(Terminal terminal, String what, long units) {
        return new Bar(
                new ProgressBarBuilder()
                        .setTaskName(what)
                        .setInitialMax(units)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(250)
                        .setConsumer(
                                new ConsoleProgressBarConsumer(terminal.talk(), width(terminal)))
                        .build());
    }

    private static int width(Terminal terminal) {
        String columns = terminal.environment().getOrDefault("COLUMNS", "");
        return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) - 1 : WIDTH;
    }

    @Override
    public void advance(long units) {
        bar.stepBy(units);
    }

    @Override
    public void note(String words) {
        bar.setExtraMessage(words);
    }

    @Override
    public void close() {
        bar.close();
    }
}
