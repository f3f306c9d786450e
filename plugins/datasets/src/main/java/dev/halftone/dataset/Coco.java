package dev.halftone.dataset;

import dev.halftone.coco.Asking;
import dev.halftone.coco.Gallery;
import dev.halftone.coco.Opening;
import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Param;
import dev.halftone.program.Networks;
import java.nio.file.Path;
import java.util.Optional;

/**
 * COCO instances as they lie on disk: {@code annotations/instances_SPLIT.json} and the pictures in
 * {@code SPLIT}, {@code images/SPLIT} or {@code images}; or {@code instances.json} alone (T.-Y. Lin
 * et al., arXiv:1405.0312). Pictures come in the file's order; those that nothing is asked about
 * are left out.
 */
@Dataset(id = "coco", doc = "COCO instances, with boxes, points or detections to segment.")
public record Coco(
        @Param(doc = "The folder of all.") Path root,
        @Param(doc = "Which part: val2017; none for instances.json.") Optional<String> split,
        @Param(doc = "File of annotations that lies elsewhere.") Optional<Path> annotations,
        @Param(doc = "How many pictures, from the first.", min = 1) Optional<Integer> take,
        @Param(doc = "How many pictures to leave out before.", byDefault = "0", min = 0) int skip,
        @Param(
                        doc = "Whether pictures are turned as EXIF says; most evaluations do not.",
                        byDefault = "false")
                boolean upright,
        @Inline Asking asking)
        implements DatasetSource {

    @Override
    public Examples open() {
        return open(Optional.empty());
    }

    @Override
    public Examples open(Networks networks) {
        return open(Optional.of(networks));
    }

    private Examples open(Optional<Networks> networks) {
        Gallery gallery = new Gallery(root, "instances", split);
        return Opening.of(gallery, upright, annotations, false, asking, skip, take, networks);
    }
}
