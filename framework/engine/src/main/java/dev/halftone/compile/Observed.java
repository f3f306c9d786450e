package dev.halftone.compile;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Granularity;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A graph that gives statistics of the values at its sites instead of its outputs. */
public final class Observed {
    /** Name of the input with a row (low, width) for each histogram. */
    private static final String BINS = "halftone.bins";

    private static final Set<String> COUNTS = Set.of("halftone.Counts", "halftone.Magnitudes");

    private Observed() {}

    /**
     * One thing to look at.
     *
     * @param site where
     * @param op {@code halftone.Extremes}, {@code halftone.Counts}, {@code halftone.Magnitudes} or
     *     {@code halftone.Sample}
     * @param granularity what is a part
     * @param row of the histogram
     */
    public record Look(Site site, String op, Granularity granularity, int row) {}

    /** The graph whose outputs are what is looked at, in order; its last input is the bins. */
    public static Bound of(Bound bound, List<Look> looks) {
        Set<String> ids = looks.stream().map(look -> look.site().id()).collect(Collectors.toSet());
        Sited sited = Snaps.watch(bound, Plan.EMPTY, ids);
        Map<List<Object>, Node> probes = new LinkedHashMap<>();
        List<String> outputs = new ArrayList<>();
        for (Look look : looks) {
            String value = sited.values().get(look.site().id());
            outputs.add(
                    probes.computeIfAbsent(sight(look, value), s -> probe(look, value)).output());
        }
        List<TensorSpec> bins = List.of(new TensorSpec(BINS, DataType.FLOAT64, new Shape(-1, 2)));
        Graph placed = Probe.place(sited.bound().graph(), bins, List.copyOf(probes.values()));
        Graph graph =
                new Graph(
                        placed.name(),
                        placed.inputs(),
                        placed.parameters(),
                        placed.nodes(),
                        outputs);
        return sited.bound().with(graph);
    }

    /**
     * What looks alike: one value is often found at several sites. Rows do not count: histograms of
     * one value grow alike.
     */
    private static List<Object> sight(Look look, String value) {
        return look.granularity().equals(Granularity.TENSOR)
                ? List.of(value, look.op())
                : List.of(value, look.op(), look.granularity(), look.site().channelAxis());
    }

    private static Node probe(Look look, String value) {
        boolean counts = COUNTS.contains(look.op());
        List<String> inputs = counts ? List.of(value, BINS) : List.of(value);
        String name = look.site().id() + "?" + look.op() + "?" + look.granularity();
        return Probe.of(name, look.op(), inputs, attributes(look));
    }

    private static Attributes attributes(Look look) {
        return Attributes.of("parts", look.granularity().kind().name().toLowerCase(Locale.ROOT))
                .with("axis", look.site().channelAxis())
                .with("group", look.granularity().size())
                .with("weight", look.site().isWeight() ? 1 : 0)
                .with("row", look.row());
    }
}
