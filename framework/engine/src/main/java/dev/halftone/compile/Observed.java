package dev.halftone.compile;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Granularity;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Constants;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A graph that gives statistics of the values at its sites instead of its outputs. What several
 * looks would find alike is looked at once.
 *
 * @param bound the graph; its last input is the bins: a row (low, width) for each output
 * @param answers for each look what answers it
 */
public record Observed(Bound bound, List<Answer> answers) {
    /** Smallest and largest value of each part. */
    public static final String EXTREMES = "halftone.Extremes";

    /** Counts of all values. Needs the extremes of the tensor to be looked at, too. */
    public static final String COUNTS = "halftone.Counts";

    /** Counts of all magnitudes. Needs the extremes of the tensor to be looked at, too. */
    public static final String MAGNITUDES = "halftone.Magnitudes";

    /** Evenly spaced values of each part. */
    public static final String SAMPLE = "halftone.Sample";

    private static final String BINS = "halftone.bins";

    /** What gives the same values in another order or shape. */
    private static final Set<String> REARRANGING =
            Set.of("Transpose", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity");

    /**
     * One thing to look at.
     *
     * @param site where
     * @param op one of the constants above
     * @param granularity what is a part
     */
    public record Look(Site site, String op, Granularity granularity) {}

    /**
     * Where to find what a look asks for.
     *
     * @param output the number of an output
     * @param factor what its values are multiplied with
     */
    public record Answer(int output, float factor) {}

    /** What looks alike. */
    private record Sight(String value, String op, Granularity granularity, int axis) {}

    /** A value, and what it is multiplied with to be the one that is looked at. */
    private record Source(String value, float factor) {}

    /** Puts the looks into a graph. */
    public static Observed of(Bound bound, List<Look> looks) {
        Set<String> ids = looks.stream().map(look -> look.site().id()).collect(Collectors.toSet());
        Sited sited = Snaps.watch(bound, Plan.EMPTY, ids);
        Graph whole = sited.bound().graph();
        Map<String, Node> makers = makers(whole);
        Map<Sight, Node> probes = new LinkedHashMap<>();
        Map<Sight, Integer> numbers = new HashMap<>();
        List<Answer> answers = new ArrayList<>();
        for (Look look : looks) {
            Source source = source(look, sited.values().get(look.site().id()), makers);
            Sight sight = sight(look, source.value());
            if (!numbers.containsKey(sight)) {
                numbers.put(sight, probes.size());
                probes.put(sight, probe(look, sight, probes));
            }
            answers.add(new Answer(numbers.get(sight), source.factor()));
        }
        List<TensorSpec> bins = List.of(new TensorSpec(BINS, DataType.FLOAT64, new Shape(-1, 2)));
        Graph graph = Probe.place(whole, bins, List.copyOf(probes.values()));
        return new Observed(sited.bound().with(graph), answers);
    }

    private static Map<String, Node> makers(Graph graph) {
        Map<String, Node> makers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(value -> makers.put(value, node)));
        return makers;
    }

    /**
     * One value is often found at several sites; of a whole tensor the order does not matter, and
     * one factor is made up for afterwards, to the bit.
     */
    private static Source source(Look look, String value, Map<String, Node> makers) {
        if (!look.granularity().equals(Granularity.TENSOR) || look.op().equals(SAMPLE)) {
            return new Source(value, 1);
        }
        String first = unrearranged(value, makers);
        Optional<Float> factor = factor(makers.get(first), makers);
        return factor.isEmpty()
                ? new Source(first, 1)
                : new Source(unrearranged(makers.get(first).input(0), makers), factor.get());
    }

    private static String unrearranged(String value, Map<String, Node> makers) {
        String first = value;
        while (rearranges(makers.get(first))) {
            first = makers.get(first).input(0);
        }
        return first;
    }

    /** Of a multiplication with a number that makes nothing infinite and turns nothing around. */
    private static Optional<Float> factor(Node node, Map<String, Node> makers) {
        if (node == null || !node.op().equals("Mul")) {
            return Optional.empty();
        }
        return Optional.ofNullable(makers.get(node.input(1)))
                .flatMap(Constants::of)
                .filter(Constant::isScalar)
                .map(constant -> (float) (double) constant.values().get(0))
                .filter(factor -> factor > 0 && factor <= 1);
    }

    private static Sight sight(Look look, String value) {
        boolean whole = look.granularity().equals(Granularity.TENSOR);
        int axis = whole ? 0 : look.site().channelAxis();
        return new Sight(value, look.op(), look.granularity(), axis);
    }

    private static boolean rearranges(Node node) {
        return node != null && REARRANGING.contains(node.op());
    }

    private static Node probe(Look look, Sight sight, Map<Sight, Node> probes) {
        List<String> inputs = new ArrayList<>(List.of(sight.value()));
        if (look.op().equals(COUNTS) || look.op().equals(MAGNITUDES)) {
            Sight ends = new Sight(sight.value(), EXTREMES, Granularity.TENSOR, 0);
            inputs.add(probes.get(ends).output());
            inputs.add(BINS);
        }
        String name = look.site().id() + "?" + look.op() + "?" + look.granularity();
        return Probe.of(name, look.op(), inputs, attributes(look, probes.size()));
    }

    private static Attributes attributes(Look look, int row) {
        return Attributes.of("parts", look.granularity().kind().name().toLowerCase(Locale.ROOT))
                .with("axis", look.site().channelAxis())
                .with("group", look.granularity().size())
                .with("weight", look.site().isWeight() ? 1 : 0)
                .with("row", row);
    }
}
