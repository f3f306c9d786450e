package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.checkpoint.Safetensors;
import dev.halftone.directory.Disk;
import dev.halftone.quantize.Bookmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps a step's last page in one file of its folder.
 *
 * @param folder of the step
 * @param manager owns what is read back
 */
record Pages(Path folder, NDManager manager) implements Bookmark {

    private Path file() {
        return folder.resolve("page.safetensors");
    }

    @Override
    public Optional<Page> last() {
        if (!Files.exists(file())) {
            return Optional.empty();
        }
        Safetensors page = Safetensors.open(file());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        page.tensors().keySet().forEach(name -> arrays.put(name, page.read(name, manager)));
        return Optional.of(new Page(arrays, page.metadata()));
    }

    @Override
    public void keep(Page page) {
        Disk.folder(folder);
        Safetensors.write(file(), page.arrays(), page.facts());
    }
}
