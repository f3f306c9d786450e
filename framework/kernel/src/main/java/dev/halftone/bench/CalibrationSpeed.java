package dev.halftone.bench;

import java.util.List;
import java.util.Optional;

/**
 * What calibrating one network costs, as seen in one go.
 *
 * @param model what was measured: the experiment's name
 * @param batch examples per batch
 * @param sites activations that are observed: all there are
 * @param ms milliseconds of a plain float pass over one batch, the median of all rounds
 * @param observers by id, in alphabetical order
 * @param learning one step of the first quantizer that learns, if there is one
 */
public record CalibrationSpeed(
        String model,
        int batch,
        int sites,
        double ms,
        List<Cost> observers,
        Optional<Learning> learning) {

    public CalibrationSpeed {
        observers = List.copyOf(observers);
    }

    /**
     * One observer at every activation.
     *
     * @param observer its id
     * @param ms milliseconds per batch, in all passes that it needs
     * @param ratio of {@code ms} to the plain float pass
     * @param usual the same ratio where only what matrix products read is observed, as quantizers
     *     without {@code sites} do
     * @param deciding milliseconds that it thinks about all sites once the passes are done
     * @param peak memory, where the system tells
     */
    public record Cost(
            String observer,
            double ms,
            double ratio,
            double usual,
            double deciding,
            Optional<Peak> peak) {}

    /**
     * Most memory of the process while it gathers, in MiB.
     *
     * @param few over {@link Calibrating#FEW} batches
     * @param many over four times as many
     */
    public record Peak(double few, double many) {}

    /**
     * One step of learning.
     *
     * @param step the quantizer's id
     * @param examples whose values one step takes
     * @param ms milliseconds per step, the median
     * @param floatMs milliseconds of a plain float pass through the same part of the network
     */
    public record Learning(String step, long examples, double ms, double floatMs) {

        public double ratio() {
            return ms / floatMs;
        }
    }
}
