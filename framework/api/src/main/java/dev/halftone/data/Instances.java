package dev.halftone.data;

import java.util.List;
import java.util.Optional;

/**
 * The things in a picture, and what is asked of a model that segments what it is shown.
 *
 * @param image the dataset's number for the picture
 * @param width of the picture, pixels
 * @param height of the picture, pixels
 * @param all the things, in the dataset's order
 * @param prompts what to segment
 * @param annotated which categories were looked for; all of them, where nothing is said
 */
public record Instances(
        long image,
        int width,
        int height,
        List<Instance> all,
        List<Prompt> prompts,
        Optional<Annotated> annotated)
        implements Target {

    public Instances {
        all = List.copyOf(all);
        prompts = List.copyOf(prompts);
    }
}
