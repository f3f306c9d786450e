package dev.halftone.run;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.checkpoint.Safetensors;
import dev.halftone.compile.Bound;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Grid;
import dev.halftone.json.Json;
import dev.halftone.model.Network;
import dev.halftone.onnx.OnnxWriter;
import dev.halftone.onnx.Qdq;
import dev.halftone.phase.EngineStarter;
import dev.halftone.plan.Plan;
import dev.halftone.planfile.PlanFile;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes what a run ended with, under the names of the public checkpoint. */
public final class Exporting {
    private final Setting setting;
    private final EngineStarter starter;

    Exporting(Setting setting, EngineStarter starter) {
        this.setting = setting;
        this.starter = starter;
    }

    /** A form in which others take a network. */
    public enum Form {
        /** Every parameter in float32, those on a grid as the grid leaves them. */
        SAFETENSORS,
        /** The network without grids, as ONNX. */
        ONNX,
        /** The network on its grids, as ONNX with pairs of QuantizeLinear and DequantizeLinear. */
        QDQ;

        /** As written on the command line. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Writes a file, whole or not at all. Its metadata say where it comes from, how it scores, and
     * how pictures are prepared for it.
     */
    void write(RunFolder run, Form form, Path file) {
        Experiment experiment = setting.reader().apply(run.path().resolve(RunFolder.EXPERIMENT));
        try (Engine engine = starter.start("cpu")) {
            Path folder = run.path().toAbsolutePath();
            CheckpointFiles checkpoints = new CheckpointFiles(folder, engine.manager());
            Network network = experiment.model().instance().network(checkpoints);
            Plan plan = new PlanFile(setting.types()).read(run.path(), engine.manager());
            Map<String, String> metadata = metadata(run, experiment, network);
            switch (form) {
                case SAFETENSORS ->
                        Safetensors.write(file, snapped(network, plan, engine), metadata);
                case ONNX -> {
                    Plan only = plan.withoutGrids();
                    Bound bound = Bound.of(network.graph(), network.weights(), only);
                    OnnxWriter.write(file, bound, metadata);
                }
                case QDQ -> {
                    NDManager codes = engine.manager();
                    Bound bound = Qdq.of(network.graph(), network.weights(), plan, codes);
                    OnnxWriter.write(file, bound, metadata);
                }
            }
        }
    }

    private static Map<String, NDArray> snapped(Network network, Plan plan, Engine engine) {
        Map<String, NDArray> weights = new LinkedHashMap<>(network.weights());
        weights.putAll(plan.parameters());
        Graph graph = plan.graph().orElse(network.graph());
        for (Site site : Sites.of(graph)) {
            plan.grid(site.id())
                    .filter(grid -> site.isWeight())
                    .ifPresent(grid -> snap(site, grid, weights, engine));
        }
        weights.keySet().retainAll(graph.parameters().keySet());
        return weights;
    }

    private static void snap(Site site, Grid grid, Map<String, NDArray> weights, Engine engine) {
        String name = site.parameter().orElseThrow();
        NDArray weight = weights.get(name);
        GraphBuilder g = Graph.builder(name);
        var x = g.input("x", DataType.FLOAT32, weight.getShape().getShape());
        Graph piece = g.build(grid.snap(g, x));
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        g.arrays()
                .forEach(
                        (array, values) ->
                                arrays.put(
                                        array,
                                        engine.manager()
                                                .create(
                                                        values,
                                                        piece.parameters().get(array).shape())));
        try (Program program = engine.compile(piece, arrays, Plan.EMPTY, Set.of())) {
            weights.put(name, program.run(new NDList(weight)).get(0));
        }
    }

    private Map<String, String> metadata(RunFolder run, Experiment experiment, Network network) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", "pt");
        metadata.put("made-by", "halftone " + Version.text());
        metadata.put("command", "halftone run " + experiment.name() + ".yaml");
        metadata.put("run", run.name());
        metadata.put("seed", Long.toString(experiment.seed()));
        metadata.put("scores", Json.line(new TreeMap<>(run.json(RunFolder.SCORES))));
        metadata.putAll(network.preprocessing().metadata());
        return metadata;
    }
}
