package dev.halftone.engine;

import ai.djl.ndarray.NDList;
import dev.halftone.site.Site;
import java.util.Optional;

/** One program in which each quantized site can be switched on alone. */
public interface Isolation extends AutoCloseable {

    /**
     * @param only the one site on its grid; none runs everything in float
     * @return the graph's outputs
     */
    NDList run(NDList inputs, Optional<Site> only);

    @Override
    void close();
}
