package dev.halftone.engine;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums up what one program says about float and quantized values. */
final class TorchContrast implements Contrast {
    private static final SiteError NOTHING = new SiteError(0, 0, 0, 0, 0, 0, 0, 0);

    private final TorchProgram program;
    private final List<Site> sites;
    private final Map<String, SiteError> sums = new HashMap<>();

    /**
     * @param sites in the order of the program's outputs
     */
    TorchContrast(TorchProgram program, List<Site> sites) {
        this.program = program;
        this.sites = sites;
    }

    @Override
    public void add(NDList inputs) {
        if (sites.isEmpty()) {
            return;
        }
        try (NDManager batch = inputs.get(0).getManager().newSubManager()) {
            NDList results = program.run(inputs);
            results.attach(batch);
            for (int i = 0; i < sites.size(); i++) {
                SiteError seen = error(results.get(i).toDoubleArray());
                // A weight is the same in every batch.
                boolean first = sites.get(i).isWeight();
                sums.merge(sites.get(i).id(), seen, (a, b) -> first ? a : sum(a, b));
            }
        }
    }

    private static SiteError error(double[] v) {
        return new SiteError(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
    }

    private static SiteError sum(SiteError a, SiteError b) {
        return new SiteError(
                Math.min(a.min(), b.min()),
                Math.max(a.max(), b.max()),
                a.count() + b.count(),
                a.signal() + b.signal(),
                a.ownNoise() + b.ownNoise(),
                a.noise() + b.noise(),
                a.product() + b.product(),
                a.energy() + b.energy());
    }

    @Override
    public SiteError error(Site site) {
        return sums.getOrDefault(site.id(), NOTHING);
    }

    @Override
    public void close() {
        program.close();
    }
}
