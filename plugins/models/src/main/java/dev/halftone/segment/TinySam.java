package dev.halftone.segment;

import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.InputStream;
import java.util.Optional;

/**
 * A small {@link Sam} whose weights are here: pictures of 128 pixels, a million parameters, trained
 * by experiments/train/tiny-sam.yaml on the scenes of the dataset {@code fashion-scenes}. With it
 * whatever concerns prompts and masks runs without a download.
 */
@Model(id = "tiny-sam", doc = "A small Segment Anything of garments, weights embedded.")
public record TinySam(
        @Param(
                        doc = "Answers with the best of several masks instead of the single one.",
                        byDefault = "false")
                boolean multimask,
        @Param(
                        doc = "Decodes twice, the second time with the first mask as a prompt.",
                        byDefault = "false")
                boolean cascade,
        @Inline Preprocessing.Overrides preprocessing)
        implements ModelSource {
    private static final String NAME = "embedded:tiny-sam";
    private static final String RESOURCE = "/dev/halftone/model/tiny-sam.safetensors";

    @Override
    public Network network(Checkpoints checkpoints) {
        InputStream resource = TinySam.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw new ProblemException(
                    Problem.of("unknown-weights", "this build was made without '" + NAME + "'"));
        }
        return Sam.stored(
                NAME,
                checkpoints.embedded(NAME, resource),
                multimask,
                cascade,
                Optional.empty(),
                preprocessing);
    }
}
