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
 * LVIS instances as they lie on disk: {@code annotations/lvis_v1_SPLIT.json} beside COCO's
 * pictures, which are found by the folders of their addresses (A. Gupta et al., arXiv:1908.03195).
 * Pictures come in the file's order; those that nothing is asked about are left out.
 */
@Dataset(id = "lvis", doc = "LVIS instances, with boxes, points or detections to segment.")
public record Lvis(
        @Param(doc = "The folder of all.") Path root,
        @Param(doc = "Which part: train or val.", byDefault = "val") String split,
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
        Gallery gallery = new Gallery(root, "lvis_v1", Optional.of(split));
        return Opening.of(gallery, upright, annotations, true, asking, skip, take, networks);
    }
}
