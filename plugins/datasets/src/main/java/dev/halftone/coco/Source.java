package dev.halftone.coco;

import dev.halftone.data.Instance;
import dev.halftone.data.Picture;
import dev.halftone.data.Prompt;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Where prompts come from. */
interface Source extends AutoCloseable {

    /**
     * What is asked about a picture.
     *
     * @param instances annotated in it
     * @param pixels decoded when they are asked for
     */
    List<Prompt> prompts(PictureEntry picture, List<Instance> instances, Supplier<Picture> pixels);

    /**
     * What decides the prompts besides annotations and pictures, where prompts are not known before
     * pictures are looked at.
     */
    default Optional<String> mark() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
