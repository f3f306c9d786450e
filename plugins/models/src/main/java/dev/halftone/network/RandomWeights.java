package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Weights to start training a vision transformer from, as its authors' code makes them: uniform for
 * layers (Glorot and Bengio, 2010) and patches, normal with deviation 0.02 for positions, ones for
 * norms. Each tensor has its own random numbers, so that it does not depend on the others.
 */
final class RandomWeights {
    private static final double DEVIATION = 0.02;
    private static final float LAYER_SCALE = 1e-5f;

    private RandomWeights() {}

    static Map<String, NDArray> of(Graph graph, long seed, NDManager manager) {
        TensorSpec patches = graph.parameters().get("patch_embed.proj.weight");
        double bound = 1 / Math.sqrt((double) patches.shape().size() / patches.shape().get(0));
        return Draws.of(graph, seed, manager, (spec, random) -> next(spec, bound, random));
    }

    /**
     * @param bound of the patches
     */
    private static DoubleSupplier next(TensorSpec spec, double bound, Random random) {
        String name = spec.name();
        if (name.startsWith("patch_embed.")) {
            return Draws.uniform(bound, random);
        }
        if (name.equals("cls_token")) {
            return () -> random.nextGaussian() * 1e-6;
        }
        if (name.endsWith(".gamma")) {
            return () -> LAYER_SCALE;
        }
        if (name.matches("(.*\\.)?norm[12]?\\.weight")) {
            return () -> 1;
        }
        if (name.endsWith(".weight")) {
            double sides = spec.shape().get(0) + spec.shape().get(1);
            return Draws.uniform(Math.sqrt(6 / sides), random);
        }
        return name.endsWith(".bias") ? () -> 0 : () -> random.nextGaussian() * DEVIATION;
    }
}
