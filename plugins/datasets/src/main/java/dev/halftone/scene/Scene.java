package dev.halftone.scene;

import dev.halftone.data.Instance;
import dev.halftone.data.Mask;
import dev.halftone.data.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * A few garments on a textured background, some before others.
 *
 * @param picture in colour
 * @param instances what is seen of each garment, those in the back first
 */
public record Scene(Picture picture, List<Instance> instances) {
    private static final int FEWEST = 2;
    private static final int MOST = 5;
    private static final int TRIES = 12;

    /** What must be seen of a garment, as a share of its pixels. */
    private static final double SEEN = 0.6;

    /** Least difference in brightness to the background, of 255. */
    private static final double CONTRAST = 45;

    /**
     * Draws one.
     *
     * @param side of the square picture, pixels
     * @param garments by number
     * @param count how many garments there are
     * @param first number of the first instance
     * @param random decides everything
     */
    public static Scene drawn(
            int side, IntFunction<Garment> garments, int count, long first, Random random) {
        double[] pixels = new double[side * side * 3];
        Backdrop backdrop = Backdrop.drawn(random);
        backdrop.paint(pixels, side, random);
        int wanted = FEWEST + random.nextInt(MOST - FEWEST + 1);
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < TRIES && placed.size() < wanted; i++) {
            Garment garment = garments.apply(random.nextInt(count));
            Placed next = Placed.somewhere(garment, side, backdrop.luma(), random);
            if (next.fits() && placed.stream().allMatch(before -> before.isSeenBehind(next))) {
                placed.forEach(before -> before.hide(next));
                placed.add(next);
                next.paint(pixels);
            }
        }
        List<Instance> instances = new ArrayList<>();
        for (Placed one : placed) {
            instances.add(one.instance(first + instances.size()));
        }
        return new Scene(picture(side, pixels), instances);
    }

    private static Picture picture(int side, double[] values) {
        byte[] pixels = new byte[values.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, values[i])));
        }
        return new Picture(side, side, 3, pixels);
    }

    /** A garment at its place, at its size, in its colour. */
    private static final class Placed {
        private final Garment garment;
        private final int side;
        private final double size;
        private final double left;
        private final double top;
        private final boolean mirrored;
        private final double[] tint;
        private final boolean[] seen;
        private final int whole;

        private Placed(
                Garment garment, int side, double size, boolean mirrored, Random r, double[] tint) {
            this.garment = garment;
            this.side = side;
            this.size = size;
            this.mirrored = mirrored;
            this.tint = tint;
            this.left = r.nextDouble() * (side - size * garment.side());
            this.top = r.nextDouble() * (side - size * garment.side());
            this.seen = new boolean[side * side];
            int pixels = 0;
            for (int at = 0; at < seen.length; at++) {
                seen[at] = garment.cover(x(at), y(at)) > 0.5;
                pixels += seen[at] ? 1 : 0;
            }
            this.whole = pixels;
        }

        static Placed somewhere(Garment garment, int side, double luma, Random random) {
            double share = 0.25 + 0.35 * random.nextDouble();
            double size = share * side / garment.side();
            double[] tint = new double[3];
            for (int c = 0; c < 3; c++) {
                tint[c] = 30 + 225 * random.nextDouble();
            }
            double bright = 0.299 * tint[0] + 0.587 * tint[1] + 0.114 * tint[2];
            double apart = 0.8 * bright - luma;
            if (Math.abs(apart) < CONTRAST) {
                double target = luma + (luma < 110 ? CONTRAST : -CONTRAST);
                for (int c = 0; c < 3; c++) {
                    tint[c] = Math.max(0, Math.min(255, tint[c] * target / (0.8 * bright)));
                }
            }
            return new Placed(garment, side, size, random.nextBoolean(), random, tint);
        }

        private double x(int at) {
            double x = (at % side + 0.5 - left) / size - 0.5;
            return mirrored ? garment.side() - 1 - x : x;
        }

        private double y(int at) {
            return (at / side + 0.5 - top) / size - 0.5;
        }

        /** Garments of a few pixels only are left out. */
        boolean fits() {
            return whole >= side * side / 128;
        }

        boolean isSeenBehind(Placed other) {
            int left = 0;
            for (int at = 0; at < seen.length; at++) {
                left += seen[at] && !other.seen[at] ? 1 : 0;
            }
            return left >= SEEN * whole;
        }

        void hide(Placed other) {
            for (int at = 0; at < seen.length; at++) {
                seen[at] &= !other.seen[at];
            }
        }

        void paint(double[] pixels) {
            for (int at = 0; at < seen.length; at++) {
                double cover = seen[at] ? 1 : garment.cover(x(at), y(at)) > 0.25 ? 0.4 : 0;
                double bright = 0.45 + 0.55 * garment.bright(x(at), y(at));
                for (int c = 0; cover > 0 && c < 3; c++) {
                    double before = pixels[3 * at + c];
                    pixels[3 * at + c] = before + cover * (tint[c] * bright - before);
                }
            }
        }

        Instance instance(long id) {
            Mask mask = Mask.pixels(side, side, seen);
            return new Instance(
                    id, garment.kind(), mask.area(), false, false, mask.box(), Optional.of(mask));
        }
    }
}
