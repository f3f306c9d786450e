package dev.halftone.engine;

import ai.djl.ndarray.NDList;
import dev.halftone.site.Site;

/** Float and quantized values of every site, compared inside one program. */
public interface Contrast extends AutoCloseable {

    void add(NDList inputs);

    /** What was seen at a site so far. */
    SiteError error(Site site);

    @Override
    void close();

    /**
     * Sums over all values seen at a site: a is the float value, g(a) what the site's grid makes of
     * it, b the value in the quantized program after the site's grid.
     *
     * @param min of a
     * @param max of a
     * @param count values
     * @param signal Σ a²
     * @param ownNoise Σ (a − g(a))²
     * @param noise Σ (a − b)²
     * @param product Σ a·b
     * @param energy Σ b²
     */
    record SiteError(
            double min,
            double max,
            double count,
            double signal,
            double ownNoise,
            double noise,
            double product,
            double energy) {

        /** 10·log10(Σ a² / Σ (a − g(a))²), in decibels; infinite where nothing is lost. */
        public double ownSqnr() {
            return 10 * Math.log10(signal / ownNoise);
        }

        /** The same for the accumulated error. */
        public double sqnr() {
            return 10 * Math.log10(signal / noise);
        }

        public double cosine() {
            return product / Math.sqrt(signal * energy);
        }

        public double mse() {
            return noise / count;
        }
    }
}
