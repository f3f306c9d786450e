package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reference/fisher.py wrote, and the same network as a graph. */
record WeighedUnit(
        int images,
        int batch,
        int tokens,
        int width,
        int hidden,
        int answers,
        int steps,
        double rate,
        double lambda,
        double warmUp,
        double bFrom,
        double bTo,
        int low,
        int high,
        float step,
        int zero,
        List<float[]> x,
        Map<String, float[]> parameters,
        Map<String, float[]> scales,
        float[][] importance,
        float[] losses,
        Map<String, float[]> hard) {

    static WeighedUnit read() {
        InputStreamReader json =
                new InputStreamReader(
                        WeighedUnit.class.getResourceAsStream("/reference/fisher.json"),
                        StandardCharsets.UTF_8);
        return new Gson().fromJson(json, WeighedUnit.class);
    }

    Rebuilding how() {
        return new Rebuilding(
                steps, images, warmUp, bFrom, bTo, 1, lambda, rate, 0, Weighting.FISHER, false);
    }

    Graph graph() {
        GraphBuilder g = Graph.builder("small");
        Value x = g.input("x", DataType.FLOAT32, -1, tokens * width);
        GraphBuilder block = g.at("block");
        Value rows = g.reshape(x, -1, tokens, width);
        Value inner = block.gelu(block.linear(rows, "fc1", width, hidden));
        Value made = g.gelu(flat(g, block.linear(inner, "fc2", hidden, width), width));
        Value beside = g.gelu(flat(g, inner, hidden));
        return g.build(
                g.add(
                        g.linear(made, "head", tokens * width, answers),
                        g.linear(beside, "side", tokens * hidden, answers)));
    }

    private Value flat(GraphBuilder g, Value value, int features) {
        return g.reshape(value, -1, tokens * features);
    }

    /** The grids of the weights whose rounding is learned. */
    Map<String, Affine> grids() {
        Map<String, Affine> grids = new LinkedHashMap<>();
        scales.forEach((name, scale) -> grids.put(name, channels(scale)));
        return grids;
    }

    private Affine channels(float[] scale) {
        List<Float> list = new ArrayList<>();
        for (float value : scale) {
            list.add(value);
        }
        List<Integer> zeros = Collections.nCopies(scale.length, 0);
        return new Affine(list, zeros, low, high, 0, 0, Rounding.DIVIDE);
    }

    /** The unit's input alone on a grid. */
    Plan input() {
        Affine grid = new Affine(List.of(step), List.of(zero), 0, 15, 0, 0, Rounding.DIVIDE);
        return Plan.EMPTY.with(site("block.fc1:input"), grid);
    }

    Plan plan() {
        Plan plan = input();
        for (Map.Entry<String, Affine> grid : grids().entrySet()) {
            plan = plan.with(site(grid.getKey().replace(".weight", ":weight")), grid.getValue());
        }
        return plan;
    }

    private Site site(String id) {
        return Sites.of(graph()).stream()
                .filter(site -> site.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    Bench bench(Engine engine, NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        graph().parameters()
                .forEach(
                        (name, spec) ->
                                arrays.put(
                                        name, manager.create(parameters.get(name), spec.shape())));
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            Picture picture = new Picture(1, 1, 1, new byte[1]);
            examples.add(new Example("picture " + i, picture, new Label(0)));
        }
        Bench.Rows rows = new Bench.Rows(manager, x, examples, batch);
        Bench.Notebook forever = new Bench.Notebook(manager, Integer.MAX_VALUE);
        return new Bench(engine, manager, graph(), arrays, plan(), rows, forever);
    }
}
