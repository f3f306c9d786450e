package dev.halftone.precision;

import dev.halftone.data.Annotated.Frequency;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One number of a benchmark: a mean over categories.
 *
 * @param name as the LVIS API writes it
 * @param precision of precisions, or else of recalls
 * @param area of what size of things
 * @param overlap of one threshold alone, or of all
 * @param most how many detections of a picture count
 * @param frequency of which categories, or of all
 */
record Average(
        String name,
        boolean precision,
        Area area,
        OptionalInt overlap,
        int most,
        Optional<Frequency> frequency) {
    private static final int AT_75 = 5;

    static List<Average> coco() {
        return List.of(
                precision("AP", Area.ALL, 100),
                at("AP50", 0, 100),
                at("AP75", AT_75, 100),
                precision("APs", Area.SMALL, 100),
                precision("APm", Area.MEDIUM, 100),
                precision("APl", Area.LARGE, 100),
                recall("AR@1", Area.ALL, 1),
                recall("AR@10", Area.ALL, 10),
                recall("AR@100", Area.ALL, 100),
                recall("ARs@100", Area.SMALL, 100),
                recall("ARm@100", Area.MEDIUM, 100),
                recall("ARl@100", Area.LARGE, 100));
    }

    static List<Average> lvis() {
        return List.of(
                precision("AP", Area.ALL, 300),
                at("AP50", 0, 300),
                at("AP75", AT_75, 300),
                precision("APs", Area.SMALL, 300),
                precision("APm", Area.MEDIUM, 300),
                precision("APl", Area.LARGE, 300),
                of("APr", Frequency.RARE),
                of("APc", Frequency.COMMON),
                of("APf", Frequency.FREQUENT),
                recall("AR@300", Area.ALL, 300),
                recall("ARs@300", Area.SMALL, 300),
                recall("ARm@300", Area.MEDIUM, 300),
                recall("ARl@300", Area.LARGE, 300));
    }

    private static Average precision(String name, Area area, int most) {
        return new Average(name, true, area, OptionalInt.empty(), most, Optional.empty());
    }

    private static Average at(String name, int overlap, int most) {
        return new Average(name, true, Area.ALL, OptionalInt.of(overlap), most, Optional.empty());
    }

    private static Average of(String name, Frequency frequency) {
        return new Average(name, true, Area.ALL, OptionalInt.empty(), 300, Optional.of(frequency));
    }

    private static Average recall(String name, Area area, int most) {
        return new Average(name, false, area, OptionalInt.empty(), most, Optional.empty());
    }
}
