package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.plugin.Model;
import java.util.List;
import java.util.Map;

/** Models that break a promise each. */
public final class BadModels {
    private static final int SIDE = 4;

    private BadModels() {}

    private static Preprocessing grey() {
        return pictures(List.of(0.0), Preprocessing.Channels.GRAY);
    }

    private static Preprocessing pictures(List<Double> mean, Preprocessing.Channels channels) {
        List<Double> std = mean.stream().map(m -> 1.0).toList();
        return new Preprocessing(
                "none", SIDE, Preprocessing.Interpolation.BILINEAR, mean, std, channels, 1);
    }

    private static Graph graph(boolean acrossRows) {
        GraphBuilder g = Graph.builder("linear");
        Value x = g.input("image", DataType.FLOAT32, -1, 1, SIDE, SIDE);
        Value y = g.linear(g.reshape(x, 0, SIDE * SIDE), "head", SIDE * SIDE, 2);
        return g.build(acrossRows ? g.softmax(y, 0) : y);
    }

    private static Map<String, NDArray> weights(NDManager manager, float value) {
        return Map.of(
                "head.weight", manager.ones(new Shape(2, SIDE * SIDE)).mul(value),
                "head.bias", manager.ones(new Shape(2)));
    }

    /** Nothing wrong with it. */
    @Model(id = "good-model", doc = "One linear layer.")
    public record Good() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            return new Network(graph(false), weights(checkpoints.manager(), 0.5f), grey());
        }
    }

    @Model(id = "hollow-model", doc = "A weight of the wrong shape.")
    public record Hollow() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            NDArray one = checkpoints.manager().ones(new Shape(1));
            return new Network(graph(false), Map.of("head.weight", one, "head.bias", one), grey());
        }
    }

    @Model(id = "moody-model", doc = "Other weights each time.")
    public record Moody() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            float now = System.nanoTime() % 1_000_003;
            return new Network(graph(false), weights(checkpoints.manager(), now), grey());
        }
    }

    @Model(id = "bare-model", doc = "Nothing to quantize.")
    public record Bare() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            GraphBuilder g = Graph.builder("relu");
            Value x = g.input("image", DataType.FLOAT32, -1, 1, SIDE, SIDE);
            return new Network(g.build(g.relu(x)), Map.of(), grey());
        }
    }

    @Model(id = "colour-blind-model", doc = "Coloured pictures for a grey input.")
    public record ColourBlind() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            Preprocessing colours = pictures(List.of(0.0, 0.0, 0.0), Preprocessing.Channels.RGB);
            return new Network(graph(false), weights(checkpoints.manager(), 0.5f), colours);
        }
    }

    @Model(id = "poisoned-model", doc = "NaN among the weights.")
    public record Poisoned() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            return new Network(graph(false), weights(checkpoints.manager(), Float.NaN), grey());
        }
    }

    @Model(id = "gossiping-model", doc = "A softmax across the batch.")
    public record Gossiping() implements ModelSource {
        @Override
        public Network network(Checkpoints checkpoints) {
            return new Network(graph(true), weights(checkpoints.manager(), 0.5f), grey());
        }
    }
}
