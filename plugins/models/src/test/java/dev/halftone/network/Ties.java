package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtException;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.integer.IntegerGraph;
import dev.halftone.model.Network;
import dev.halftone.onnx.Watched;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts where a QDQ model in ONNX Runtime, operator by operator, makes other codes than mode
 * integer, one site at a time: what lies between two sites gets the values that mode integer has at
 * the first ones. So a tie is counted where it falls, and not all that follows from it.
 */
final class Ties {
    private final TorchEngine engine;
    private final Network network;
    private final Plan plan;
    private final Map<String, String> nodes = new HashMap<>();

    Ties(TorchEngine engine, Network network, Plan plan) {
        this.engine = engine;
        this.network = network;
        this.plan = plan;
        Sites.of(network.graph()).forEach(site -> nodes.put(site.id(), site.node()));
    }

    /**
     * What is apart at a place.
     *
     * @param sites the sites that are there
     * @param steps the most steps between two codes
     * @param away how far from the middle between two codes, in steps, ONNX Runtime's values are
     *     where the codes are not the same: a tie has 0
     * @param moved how far a bias that only the file rounds may have moved them
     */
    record Count(
            List<String> sites, int values, int ties, double steps, double away, double moved) {

        @Override
        public String toString() {
            return "%d of %d, at most %.6f steps from the middle".formatted(ties, values, away);
        }
    }

    List<Count> count(NDList inputs) throws OrtException {
        try (NDManager manager = engine.manager().newSubManager()) {
            Watched watched = Watched.of(network.graph(), network.weights(), plan, manager);
            Map<String, NDArray> integer = integer(inputs, manager);
            integer.replaceAll((site, value) -> unpadded(site, value, watched.codes().graph()));
            Iterator<String> values = watched.codes().graph().outputs().iterator();
            List<CutFile.Place> places = new ArrayList<>();
            for (int i = 0; i < watched.sites().size(); i++) {
                String value = values.next();
                float step = watched.steps().get(i);
                List<String> sites = watched.sites().get(i);
                sites.stream()
                        .filter(integer::containsKey)
                        .findFirst()
                        .ifPresent(one -> places.add(place(sites, value, step, integer.get(one))));
            }
            return counts(new CutFile(watched.codes(), places), inputs.get(0));
        }
    }

    private static CutFile.Place place(
            List<String> sites, String value, float step, NDArray found) {
        float[] numbers = found.toFloatArray();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Math.round(numbers[i] / step) * step;
        }
        return new CutFile.Place(sites, value, step, numbers, found.getShape());
    }

    /** Without the zeros that convolutions of the file add themselves. */
    private NDArray unpadded(String site, NDArray value, Graph file) {
        String name = nodes.get(site);
        List<Long> now = pads(file, name);
        List<Long> then = pads(network.graph(), name);
        NDArray inner = value;
        for (int i = 0; i < now.size() / 2; i++) {
            long first = now.get(i) - then.get(i);
            long last = now.get(i + 2) - then.get(i + 2);
            long size = inner.getShape().get(i + 2);
            String all = ":,".repeat(i + 2);
            inner = inner.get(all + first + ":" + (size - last));
        }
        return inner;
    }

    /** Of a convolution over pictures; empty for everything else. */
    private static List<Long> pads(Graph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(name) && node.op().equals("Conv"))
                .findFirst()
                .map(node -> node.attributes().integers("pads").orElse(List.of(0L, 0L, 0L, 0L)))
                .orElse(List.of());
    }

    /** Of mode integer, one run: the values at the sites that run in integers. */
    private Map<String, NDArray> integer(NDList inputs, NDManager manager) {
        IntegerGraph lowered =
                IntegerGraph.watched(network.graph(), network.weights(), plan, engine.isExact());
        Bound bound = lowered.bound();
        Map<String, NDArray> weights = new HashMap<>(bound.weights());
        for (TensorSpec spec : bound.graph().parameters().values()) {
            weights.computeIfAbsent(
                    spec.name(), name -> manager.create(bound.values(name), spec.shape()));
        }
        try (Program program = engine.compile(bound.graph(), weights, Plan.EMPTY, Set.of())) {
            Iterator<NDArray> values = program.run(inputs).iterator();
            Map<String, NDArray> found = new LinkedHashMap<>();
            lowered.watched().keySet().forEach(site -> found.put(site, values.next()));
            return found;
        }
    }

    private List<Count> counts(CutFile file, NDArray x) throws OrtException {
        Map<String, float[]> known = file.run(x);
        boolean isWhole = plan.arithmetic().bias() == Arithmetic.Bias.INT32;
        List<Count> counts = new ArrayList<>();
        for (CutFile.Place place : file.places()) {
            double moved = isWhole ? 0 : file.biasUnit(place) / 2 / place.step();
            float[] raw = known.get(file.before(place));
            counts.add(count(place, known.get(place.value()), raw, moved));
        }
        return counts;
    }

    private static Count count(CutFile.Place place, float[] found, float[] raw, double moved) {
        int ties = 0;
        double most = 0;
        double away = 0;
        for (int i = 0; i < found.length; i++) {
            double steps =
                    Math.rint(Math.abs((double) found[i] - place.numbers()[i]) / place.step());
            if (steps > 0) {
                double code = (double) raw[i] / place.step();
                ties++;
                most = Math.max(most, steps);
                away = Math.max(away, Math.abs(code - Math.floor(code) - 0.5));
            }
        }
        return new Count(place.sites(), found.length, ties, most, away, moved);
    }
}
