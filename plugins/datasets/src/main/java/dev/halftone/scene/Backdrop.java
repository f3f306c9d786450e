package dev.halftone.scene;

import java.util.Random;

/**
 * A coloured background with a few gratings and grain.
 *
 * @param color red, green and blue, 0 to 255
 * @param gratings each of (waves per pixel to the right, downwards, phase, strength)
 * @param grain strength of the noise
 */
record Backdrop(double[] color, double[][] gratings, double grain) {

    static Backdrop drawn(Random random) {
        double[] color = new double[3];
        for (int c = 0; c < 3; c++) {
            color[c] = 40 + 175 * random.nextDouble();
        }
        double[][] gratings = new double[1 + random.nextInt(3)][];
        for (int i = 0; i < gratings.length; i++) {
            double angle = 2 * Math.PI * random.nextDouble();
            double waves = 0.01 + 0.14 * random.nextDouble();
            gratings[i] =
                    new double[] {
                        waves * StrictMath.cos(angle),
                        waves * StrictMath.sin(angle),
                        2 * Math.PI * random.nextDouble(),
                        4 + 12 * random.nextDouble()
                    };
        }
        return new Backdrop(color, gratings, 10 * random.nextDouble());
    }

    /** How bright it is on the whole. */
    double luma() {
        return 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2];
    }

    /** Paints the whole picture. */
    void paint(double[] pixels, int side, Random random) {
        for (int y = 0, at = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double wave = grain * (2 * random.nextDouble() - 1);
                for (double[] g : gratings) {
                    wave += g[3] * StrictMath.sin(2 * Math.PI * (g[0] * x + g[1] * y) + g[2]);
                }
                for (int c = 0; c < 3; c++) {
                    pixels[at++] = color[c] + wave;
                }
            }
        }
    }
}
