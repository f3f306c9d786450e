package dev.halftone.report;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Where the error arises.
 *
 * @param images how many it was looked for on
 * @param sites every site on a grid, in network order
 * @param outputError relative error of the quantized model's outputs: ‖quantized − float‖ / ‖float‖
 */
public record Analysis(int images, List<SiteLine> sites, OptionalDouble outputError) {

    /** Nothing is on a grid, or there is no image to look at. */
    public static final Analysis NONE = new Analysis(0, List.of(), OptionalDouble.empty());
}
