package dev.halftone.quantize;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Optional;

/** Where a long step keeps what it needs to go on after a crash, with the same final bits. */
public interface Bookmark {

    /** What was kept last by this step of this very run, if anything. */
    Optional<Page> last();

    /** Replaces what was kept, all or nothing. */
    void keep(Page page);

    /**
     * @param arrays tensors by name
     * @param facts everything else: {@code epoch: 3}
     */
    record Page(Map<String, NDArray> arrays, Map<String, String> facts) {}
}
