package dev.halftone.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Contrasted;
import dev.halftone.compile.Snaps;
import dev.halftone.compile.Switched;
import dev.halftone.graph.Graph;
import dev.halftone.integer.IntegerGraph;
import dev.halftone.integer.Placement;
import dev.halftone.integer.WholeBiases;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs graphs as TorchScript, through DJL's PyTorch engine. */
public final class TorchEngine implements Engine {
    private final NDManager manager;
    private final String version;
    private final boolean exact;

    private TorchEngine(NDManager manager, String version) {
        this.manager = manager;
        this.version = version;
        exact = Exactness.holds(manager);
    }

    /**
     * Loads the native library.
     *
     * @param device {@code auto}, {@code cpu} or {@code gpu:0}
     * @throws dev.halftone.problem.ProblemException when the library or the device is not there
     */
    public static TorchEngine start(String device) {
        ai.djl.engine.Engine engine = Natives.load();
        Device where = Natives.device(device, engine);
        String version =
                "DJL %s, PyTorch %s"
                        .formatted(ai.djl.engine.Engine.getDjlVersion(), engine.getVersion());
        return new TorchEngine(engine.newBaseManager(where), version);
    }

    /** The same for a device. */
    public static TorchEngine start(Device device) {
        return start(device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu");
    }

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Device device() {
        return manager.getDevice();
    }

    @Override
    public int threads() {
        return JniUtils.getNumThreads();
    }

    @Override
    public NDManager manager() {
        return manager;
    }

    @Override
    public Program compile(
            Graph graph, Map<String, NDArray> weights, Plan plan, Set<String> learned) {
        Bound bound = Snaps.insert(Bound.of(graph, weights, plan), plan, learned);
        Bound ready = learned.isEmpty() ? WholeBiases.in(bound, plan) : bound;
        return TorchProgram.of(manager, ready, learned);
    }

    @Override
    public Program integer(Graph graph, Map<String, NDArray> weights, Plan plan) {
        Bound bound = IntegerGraph.of(graph, weights, plan, exact).bound();
        return TorchProgram.of(manager, Defined.check(bound), Set.of());
    }

    @Override
    public Placement placement(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return IntegerGraph.of(graph, weights, plan, exact).placement();
    }

    @Override
    public Map<String, Apart> drift(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDList inputs) {
        IntegerGraph integer = IntegerGraph.watched(graph, weights, plan, exact);
        try (TorchProgram real = TorchProgram.of(manager, integer.bound(), Set.of());
                TorchProgram simulated = TorchProgram.of(manager, integer.simulated(), Set.of())) {
            Iterator<Apart> apart =
                    Drift.of(integer.watched().values(), real.run(inputs), simulated.run(inputs))
                            .iterator();
            Map<String, Apart> bySite = new LinkedHashMap<>();
            integer.watched().keySet().forEach(site -> bySite.put(site, apart.next()));
            return bySite;
        }
    }

    @Override
    public boolean isExact() {
        return exact;
    }

    @Override
    public Observation observe(
            Graph graph,
            Map<String, NDArray> weights,
            Plan plan,
            Map<Site, Set<Statistic>> wanted) {
        return TorchObservation.of(manager, Bound.of(graph, weights, plan), wanted);
    }

    @Override
    public Contrast contrast(
            Graph graph, Map<String, NDArray> weights, Plan plan, List<Site> sites) {
        List<Site> common = Contrasted.common(graph, plan, sites);
        Bound both = Contrasted.of(graph, weights, plan, common);
        return new TorchContrast(TorchProgram.of(manager, both, Set.of()), common);
    }

    @Override
    public Isolation isolate(Graph graph, Map<String, NDArray> weights, Plan plan) {
        List<Site> decided = Switched.decided(graph, plan);
        Bound switched = Switched.of(Bound.of(graph, weights, plan), plan, decided);
        return new TorchIsolation(TorchProgram.of(manager, switched, Set.of()), decided);
    }

    @Override
    public void close() {
        manager.close();
    }
}
