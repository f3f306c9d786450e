package dev.halftone.phase;

import dev.halftone.directory.Draft;
import dev.halftone.directory.Identity;

/**
 * Everything loaded, and a directory to write to.
 *
 * @param loaded what the experiment names
 * @param identity what decides the numbers
 * @param draft the run directory in the making
 */
public record Prepared(Loaded loaded, Identity identity, Draft draft) implements AutoCloseable {

    @Override
    public void close() {
        loaded.close();
        draft.close();
    }
}
