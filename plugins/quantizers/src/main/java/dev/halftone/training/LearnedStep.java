package dev.halftone.training;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Rounding;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An affine grid that is learned as LSQ and LSQ+ say: the gradients of the step size s (Esser et
 * al., ICLR 2020) and, if wanted, of the zero point z (Bhalgat et al., CVPR workshops 2020) are
 * multiplied by 1/√(N·high), where N values share them. z is rounded straight-through. What is
 * learned is an ordinary affine grid in the end.
 *
 * @param scale s, positive: one or one per channel
 * @param zeroPoint z, as many; a whole number unless it is learned
 * @param low smallest code
 * @param high largest code
 * @param axis dimension of the channels
 * @param group values per group along the last dimension; 0 without groups
 * @param learnsZeroPoint whether z is learned too
 */
public record LearnedStep(
        List<Float> scale,
        List<Float> zeroPoint,
        int low,
        int high,
        int axis,
        int group,
        boolean learnsZeroPoint)
        implements Grid {

    public LearnedStep {
        scale = List.copyOf(scale);
        zeroPoint = List.copyOf(zeroPoint);
    }

    /** An affine grid, its parts laid out as a site has them, to be learned. */
    public static LearnedStep of(
            Affine parts, Granularity shared, Site site, boolean learnsZeroPoint) {
        Affine grid =
                shared.kind() == Granularity.Kind.GROUP
                        ? parts.grouped(shared.size())
                        : parts.along(site.channelAxis());

        List<Float> zeros = grid.zeroPoint().stream().map(Integer::floatValue).toList();
        return new LearnedStep(
                grid.scale(),
                zeros,
                grid.low(),
                grid.high(),
                grid.axis(),
                grid.group(),
                learnsZeroPoint);
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        Value s = g.array("scale", floats(scale), scale.size());
        Value z = g.array("zero_point", floats(zeroPoint), zeroPoint.size());
        if (learnsZeroPoint) {
            Value inside = g.apply("Max", g.apply("Min", z, g.scalar(high)), g.scalar(low));
            z = g.apply("Round", inside);
        }
        Attributes attributes =
                Attributes.of("low", low)
                        .with("high", high)
                        .with("axis", axis)
                        .with("group", group)
                        .with("eased", 1);
        return g.apply("halftone.FakeQuantize", List.of(x, s, z), attributes);
    }

    @Override
    public double bits() {
        return affine().bits();
    }

    @Override
    public String summary() {
        return affine().summary() + ", learned";
    }

    @Override
    public Map<String, float[]> arrays() {
        return learnsZeroPoint
                ? Map.of("scale", floats(scale), "zero_point", floats(zeroPoint))
                : Map.of("scale", floats(scale));
    }

    @Override
    public LearnedStep withArrays(Map<String, float[]> arrays) {
        List<Float> steps = affine().withArrays(arrays).scale();
        List<Float> zeros = new ArrayList<>();
        for (float zero : arrays.getOrDefault("zero_point", floats(zeroPoint))) {
            zeros.add(Math.max(low, Math.min(high, zero)));
        }
        return new LearnedStep(steps, zeros, low, high, axis, group, learnsZeroPoint);
    }

    @Override
    public Affine settled() {
        return affine();
    }

    private Affine affine() {
        List<Integer> zeros =
                zeroPoint.stream()
                        .map(z -> (int) Math.rint(Math.max(low, Math.min(high, z))))
                        .toList();
        return new Affine(scale, zeros, low, high, axis, group, Rounding.DIVIDE);
    }

    private static float[] floats(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
