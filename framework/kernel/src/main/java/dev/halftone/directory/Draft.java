package dev.halftone.directory;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Unwritable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A run directory in the making: {@code DIR/<id>.partial}, never mistaken for a finished one. It
 * takes its name when everything is written. One process at a time works on it.
 */
public final class Draft implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String STEPS = "steps";

    private final Path folder;
    private final Path begun;
    private final FileChannel channel;

    private Draft(Path folder, Path place, FileChannel channel) {
        this.folder = folder;
        begun = place;
        this.channel = channel;
    }

    /**
     * Starts a run directory, or goes on with an interrupted one.
     *
     * @param out where run directories go
     * @param id name of the directory
     * @param resume whether what an interrupted run left is kept; else it is deleted
     */
    public static Draft open(Path out, String id, boolean resume) {
        Path place = out.toAbsolutePath().normalize().resolve(id);
        Path folder = place.resolveSibling(id + ".partial");
        try {
            recover(place);
            Files.createDirectories(folder);
            Draft draft = new Draft(folder, place, lock(folder));
            if (!resume) {
                draft.clear();
            }
            return draft;
        } catch (IOException e) {
            throw Unwritable.problem(folder, e);
        }
    }

    /** A run killed between the two moves of {@link #finish} left the old directory aside. */
    private static void recover(Path place) throws IOException {
        Path old = replaced(place);
        if (Files.exists(old) && !Files.exists(place)) {
            Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
        }
        Disk.delete(old);
    }

    private static Path replaced(Path place) {
        return place.resolveSibling(place.getFileName() + ".replaced");
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException ours) {
            // Another run in this very process: told below.
        }
        channel.close();
        throw new ProblemException(
                Problem.of("run-in-use", "another process is at work on this run: " + folder)
                        .hint("wait for it, or give another --out"));
    }

    private void clear() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(file -> !file.endsWith(LOCK)).toList()) {
                Disk.delete(file);
            }
        }
    }

    /** A file of the directory. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Where a step keeps what resuming needs; gone when the run is finished. */
    public Path step(int index) {
        return folder.resolve(STEPS).resolve(Integer.toString(index));
    }

    /**
     * Puts everything in place at once, instead of an earlier run of the same id.
     *
     * @param id name of the directory; what is known by now may give another than it began with
     * @return the finished run directory
     */
    public Path finish(String id) {
        Path place = begun.resolveSibling(id);
        try {
            Disk.delete(folder.resolve(STEPS));
            close();
            Files.deleteIfExists(folder.resolve(LOCK));
            Path old = replaced(place);
            if (Files.exists(place)) {
                Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
            Disk.delete(old);
            return place;
        } catch (IOException e) {
            throw Unwritable.problem(place, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Unwritable.problem(folder, e);
        }
    }
}
