package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Weights to measure or to start training with: uniform within ±1/√inputs for products and
 * convolutions, as PyTorch draws them; ones for norms, zeros for biases, running means and layers'
 * positions, normal numbers for embeddings. Each tensor has its own random numbers.
 */
public final class Draws {
    private static final double POSITIONS = 0.02;

    private Draws() {}

    /** How the values of one parameter are drawn. */
    @FunctionalInterface
    interface Law {
        DoubleSupplier of(TensorSpec spec, Random random);
    }

    /** A value for every parameter of a graph. */
    public static Map<String, NDArray> of(Graph graph, long seed, NDManager manager) {
        return of(graph, seed, manager, Draws::next);
    }

    static Map<String, NDArray> of(Graph graph, long seed, NDManager manager, Law law) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        for (TensorSpec spec : graph.parameters().values()) {
            Random random = new Random(seed * 31 + spec.name().hashCode());
            float[] values = new float[Math.toIntExact(spec.shape().size())];
            DoubleSupplier next = law.of(spec, random);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) next.getAsDouble();
            }
            weights.put(spec.name(), manager.create(values, spec.shape()));
        }
        return weights;
    }

    private static DoubleSupplier next(TensorSpec spec, Random random) {
        String name = spec.name();
        Shape shape = spec.shape();
        if (name.endsWith(".bias") || name.endsWith(".running_mean")) {
            return () -> 0;
        }
        if (name.endsWith(".gamma") || name.endsWith(".running_var")) {
            return () -> 1;
        }
        if (!name.endsWith(".weight")) {
            double deviation = name.contains("gaussian") ? 1 : POSITIONS;
            return () -> random.nextGaussian() * deviation;
        }
        if (shape.dimension() == 1) {
            return () -> 1;
        }
        double bound = 1 / Math.sqrt((double) shape.size() / shape.get(0));
        return isEmbedding(name) ? random::nextGaussian : uniform(bound, random);
    }

    /** By the name of its own module: {@code attn_token_to_image.q_proj} is a layer like others. */
    private static boolean isEmbedding(String name) {
        String[] modules = name.replaceAll("(\\.\\d+)?\\.weight$", "").split("\\.");
        String own = modules[modules.length - 1];
        return own.contains("embed") || own.contains("token");
    }

    static DoubleSupplier uniform(double bound, Random random) {
        return () -> (2 * random.nextDouble() - 1) * bound;
    }
}
