package dev.halftone.coco;

import dev.halftone.data.Examples;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Networks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens the folders of COCO and LVIS. */
public final class Opening {

    private Opening() {}

    /**
     * @param gallery where everything lies
     * @param upright whether pictures are turned as EXIF says
     * @param file of annotations, if it lies elsewhere
     * @param federated whether it is LVIS
     * @param asking about what
     * @param skip how many pictures are passed over, from the first with something to ask
     * @param take how many are used
     * @param networks runs a detector, if there is something to run it on
     */
    public static Examples of(
            Gallery gallery,
            boolean upright,
            Optional<Path> file,
            boolean federated,
            Asking asking,
            int skip,
            Optional<Integer> take,
            Optional<Networks> networks) {
        Annotations annotations = Annotations.read(file.orElseGet(gallery::annotations));
        List<PictureEntry> all = Gallery.asked(annotations, asking);
        int left = all.size() - skip;
        if (left < Math.max(1, take.orElse(1))) {
            throw new ProblemException(
                    Problem.of(
                            "too-few-examples",
                            "'%s' should have %d pictures with something to segment, but has %d"
                                    .formatted(
                                            annotations.file(),
                                            skip + take.orElse(1),
                                            all.size())));
        }
        List<PictureEntry> chosen = all.subList(skip, skip + take.orElse(left));
        Truth truth = new Truth(annotations, true, federated);
        return new GalleryExamples(
                gallery.root(),
                chosen,
                gallery.paths(chosen),
                truth,
                asking.source(annotations, networks),
                upright);
    }
}
