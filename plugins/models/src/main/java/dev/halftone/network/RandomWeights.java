package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

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
        Map<String, NDArray> weights = new LinkedHashMap<>();
        for (TensorSpec spec : graph.parameters().values()) {
            Random random = new Random(seed * 31 + spec.name().hashCode());
            float[] values = new float[Math.toIntExact(spec.shape().size())];
            fill(values, spec, graph, random);
            weights.put(spec.name(), manager.create(values, spec.shape()));
        }
        return weights;
    }

    private static void fill(float[] values, TensorSpec spec, Graph graph, Random random) {
        String name = spec.name();
        if (name.startsWith("patch_embed.")) {
            TensorSpec weight = graph.parameters().get("patch_embed.proj.weight");
            double bound = 1 / Math.sqrt((double) weight.shape().size() / weight.shape().get(0));
            each(values, () -> (2 * random.nextDouble() - 1) * bound);
        } else if (name.equals("cls_token")) {
            each(values, () -> random.nextGaussian() * 1e-6);
        } else if (name.endsWith(".gamma")) {
            each(values, () -> LAYER_SCALE);
        } else if (name.matches("(.*\\.)?norm[12]?\\.weight")) {
            each(values, () -> 1);
        } else if (name.endsWith(".weight")) {
            double sides = spec.shape().get(0) + spec.shape().get(1);
            each(values, () -> (2 * random.nextDouble() - 1) * Math.sqrt(6 / sides));
        } else if (!name.endsWith(".bias")) {
            each(values, () -> random.nextGaussian() * DEVIATION);
        }
    }

    private static void each(float[] values, java.util.function.DoubleSupplier next) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) next.getAsDouble();
        }
    }
}
