package dev.halftone.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program with a number as its last input: the site whose grid is on. */
final class TorchIsolation implements Isolation {
    private final TorchProgram program;
    private final Map<String, Integer> numbers = new HashMap<>();

    /**
     * @param decided the sites, in the order of their numbers
     */
    TorchIsolation(TorchProgram program, List<Site> decided) {
        this.program = program;
        decided.forEach(site -> numbers.put(site.id(), numbers.size()));
    }

    @Override
    public NDList run(NDList inputs, Optional<Site> only) {
        long number = only.map(site -> numbers.getOrDefault(site.id(), -1)).orElse(-1);
        // On the CPU, so that no device has to be waited for.
        try (NDManager own = inputs.get(0).getManager().newSubManager(Device.cpu())) {
            NDList all = new NDList(inputs);
            all.add(own.create(number));
            return program.run(all);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
