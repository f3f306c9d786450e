package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OrtException;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Sited;
import dev.halftone.compile.Snaps;
import dev.halftone.data.Pictures;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Weights;
import dev.halftone.picture.Preparation;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Arithmetic.Bias;
import dev.halftone.plan.Arithmetic.Requantize;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Seed;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a QDQ file gives in ONNX Runtime against mode integer, at every site of real networks. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TiesTest {
    /** Sums of two orders, in steps of the grid they land on; a code is at most 255 of them. */
    private static final double FLOAT_ROUNDING = 5e-4;

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @ParameterizedTest
    @EnumSource(Bias.class)
    void onlyTiesAreApartInTheEmbeddedTransformer(Bias bias, TestReporter reporter)
            throws OrtException {
        Network network =
                new Vit(
                                new Weights("embedded:fashion-vit"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Preprocessing.Overrides.NONE,
                                new Seed(1))
                        .network(new CheckpointFiles(Path.of("."), engine.manager()));
        try (NDManager manager = engine.manager().newSubManager()) {
            NDArray waves = manager.arange(4f * 28 * 28).mul(0.013).sin();
            NDList x = new NDList(waves.reshape(4, 1, 28, 28));

            onlyTies(network, x, site -> site.role().isActivation(), bias, reporter);
        }
    }

    @ParameterizedTest
    @EnumSource(Bias.class)
    void onlyTiesAreApartInEfficientNet(Bias bias, TestReporter reporter)
            throws IOException, OrtException {
        Path file = Material.folder("efficientnet_lite0").resolve("efficientnet_lite0.onnx");
        Path images = Material.folder("imagenet_sample500").resolve("images");
        Network network = Lite0.network(file, engine.manager());
        try (NDManager manager = engine.manager().newSubManager();
                Stream<Path> files = Files.list(images)) {
            Preparation preparation = new Preparation(network.preprocessing());
            NDList pictures = new NDList();
            for (Path one : files.sorted().limit(2).toList()) {
                float[] pixels =
                        preparation.apply(Pictures.decode(one.toString(), Files.readAllBytes(one)));
                pictures.add(manager.create(pixels, new Shape(3, 224, 224)));
            }
            NDList x = new NDList(NDArrays.stack(pictures));

            onlyTies(network, x, TiesTest::isBetweenLayers, bias, reporter);
        }
    }

    private static boolean isBetweenLayers(Site site) {
        return site.role().isActivation() || Set.of(Role.LEFT, Role.RIGHT).contains(site.role());
    }

    private void onlyTies(
            Network network, NDList x, Predicate<Site> decided, Bias bias, TestReporter reporter)
            throws OrtException {
        Plan plan = plan(network, x, decided).with(new Arithmetic(Requantize.FLOAT, bias));

        List<Ties.Count> counts = new Ties(engine, network, plan).count(x);

        int ties = counts.stream().mapToInt(Ties.Count::ties).sum();
        int values = counts.stream().mapToInt(Ties.Count::values).sum();
        counts.stream()
                .filter(count -> count.ties() > 0)
                .forEach(count -> reporter.publishEntry(count.sites().get(0), count.toString()));
        System.out.printf(
                "%s, bias %s: %d of %d codes are ties, at %d of %d places, within %.6f steps%n",
                network.graph().name(),
                bias,
                ties,
                values,
                counts.stream().filter(count -> count.ties() > 0).count(),
                counts.size(),
                counts.stream().mapToDouble(Ties.Count::away).max().orElse(0));
        assertThat(counts.stream().flatMap(count -> count.sites().stream()))
                .containsAll(ids(plan, network));
        assertThat(counts).allSatisfy(TiesTest::isExplained);
        assertThat((double) ties / values).isLessThan(bias == Bias.INT32 ? 5e-5 : 5e-3);
    }

    /** Values spread evenly are so near to the middle twice as often, there being two sides. */
    private static void isExplained(Ties.Count count) {
        double near = FLOAT_ROUNDING + count.moved();
        assertThat(count.steps()).isLessThanOrEqualTo(1);
        assertThat(count.away()).isLessThan(near);
        assertThat(count.ties()).isLessThanOrEqualTo(1 + (int) (2 * near * count.values()));
    }

    private static List<String> ids(Plan plan, Network network) {
        return Sites.of(network.graph()).stream()
                .filter(site -> !site.isWeight() && plan.grid(site.id()).isPresent())
                .map(Site::id)
                .toList();
    }

    /** 8 bits: weights per output channel, activations per tensor, from end to end. */
    private Plan plan(Network network, NDList x, Predicate<Site> decided) {
        List<Site> sites = Sites.of(network.graph());
        Plan plan = Plan.EMPTY;
        for (Site site : sites) {
            if (site.isWeight()) {
                NDArray weight = network.weights().get(site.parameter().orElseThrow());
                plan = plan.with(site, perChannel(weight, site.channelAxis()));
            }
        }
        List<Site> others = sites.stream().filter(s -> !s.isWeight()).filter(decided).toList();
        Set<String> ids = others.stream().map(Site::id).collect(Collectors.toSet());
        Bound bound = Bound.of(network.graph(), network.weights(), Plan.EMPTY);
        Sited sited = Snaps.watch(bound, Plan.EMPTY, ids);
        List<String> values = List.copyOf(new LinkedHashSet<>(sited.values().values()));
        Graph old = sited.bound().graph();
        Graph watching = new Graph(old.name(), old.inputs(), old.parameters(), old.nodes(), values);
        try (Program program = engine.compile(watching, network.weights(), Plan.EMPTY, Set.of());
                NDList found = program.run(x)) {
            for (Site site : others) {
                NDArray seen = found.get(values.indexOf(sited.values().get(site.id())));
                Range range = Range.of(seen.min().getFloat(), seen.max().getFloat());
                plan = plan.with(site, Affine.covering(range, 8, false));
            }
        }
        return plan;
    }

    private static Affine perChannel(NDArray weight, int axis) {
        NDArray rows = weight.swapAxes(0, axis);
        List<Float> ends = new ArrayList<>();
        for (float end :
                rows.reshape(rows.getShape().get(0), -1).abs().max(new int[] {1}).toFloatArray()) {
            ends.add(end);
        }
        List<Float> starts = ends.stream().map(end -> -end).toList();
        return Affine.covering(new Range(starts, ends), 8, true).along(axis);
    }
}
