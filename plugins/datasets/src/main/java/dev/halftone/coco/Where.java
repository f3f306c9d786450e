package dev.halftone.coco;

import java.nio.file.Path;

/**
 * Where in a file something stands, for messages.
 *
 * @param what an annotation, a result
 * @param number in its list, from 1
 * @param file where the list is
 */
public record Where(String what, int number, Path file) {

    @Override
    public String toString() {
        return what + " " + number + " of '" + file + "'";
    }
}
