package dev.halftone.problem;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells why something could not be written: no permission, no folder, a full disk. */
public final class Unwritable {

    private Unwritable() {}

    /** The problem that a file or folder cannot be written, with the system's reason in words. */
    public static ProblemException problem(Path file, IOException e) {
        return new ProblemException(
                Problem.of("cannot-write", "cannot write " + file + ": " + reason(e)), e);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "there is no such folder";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        if (e instanceof FileSystemException f && f.getReason() != null) {
            return decapitalized(f.getReason());
        }
        return e.getMessage() == null ? "the disk refuses" : decapitalized(e.getMessage());
    }

    private static String decapitalized(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
