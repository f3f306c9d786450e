package dev.halftone.tck;

import dev.halftone.data.DatasetSource;
import dev.halftone.metric.Score;
import dev.halftone.model.ModelSource;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import java.util.ArrayList;
import java.util.List;

/** What a plugin promises: what every plugin does, then what its kind does. */
final class Promises {

    private Promises() {}

    static List<Promise> of(Specimen specimen, Lab lab) {
        List<Promise> promises = new ArrayList<>(RecordPromises.of(specimen));
        if (specimen.isComplete()) {
            promises.addAll(ofKind(specimen, lab));
        }
        return promises;
    }

    private static List<Promise> ofKind(Specimen specimen, Lab lab) {
        return switch (specimen.plugin().kind()) {
            case QUANTIZER ->
                    SiteQuantizer.class.isAssignableFrom(specimen.plugin().type())
                            ? SitePromises.of(specimen, lab)
                            : StepPromises.of(() -> (QuantizationStep) specimen.make(), lab);
            case OBSERVER -> ObserverPromises.of(() -> (RangeObserver) specimen.make(), lab);
            case MODEL -> ModelPromises.of(() -> (ModelSource) specimen.make(), lab);
            case DATASET -> DatasetPromises.of(() -> (DatasetSource) specimen.make());
            case METRIC -> MetricPromises.of(() -> (Score) specimen.make(), lab);
        };
    }
}
