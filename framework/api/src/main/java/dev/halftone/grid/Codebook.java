package dev.halftone.grid;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A list of values, zero among them: each number becomes the nearest, the lower of two that are
 * equally near. The levels may be learned.
 *
 * @param levels in ascending order, at least two
 */
public record Codebook(List<Float> levels) implements Grid {
    private static final String LEVELS = "levels";

    public Codebook {
        levels = List.copyOf(levels);
        boolean ascending = levels.size() >= 2 && levels.stream().allMatch(Float::isFinite);
        for (int i = 1; i < levels.size(); i++) {
            ascending &= levels.get(i - 1) < levels.get(i);
        }
        if (!ascending || levels.stream().noneMatch(level -> level == 0)) {
            throw new IllegalArgumentException("ascending finite levels, zero among them");
        }
    }

    /** The gradient passes straight through between the lowest and the highest level. */
    @Override
    public Value snap(GraphBuilder g, Value x) {
        Value all = g.array(LEVELS, floats(), levels.size());
        List<Value> each = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            each.add(g.pick(all, 0, i));
        }
        // NaN is not below anything, and stays.
        Value least = g.apply("Less", x, each.get(1));
        Value nearest = g.apply("Where", least, each.get(0), x);
        for (int i = 1; i < each.size(); i++) {
            Value middle = g.multiply(g.add(each.get(i - 1), each.get(i)), g.scalar(0.5));
            nearest = g.apply("Where", g.apply("Greater", x, middle), each.get(i), nearest);
        }
        Value above = g.apply("Max", x, each.get(0));
        Value inside = g.apply("Min", above, each.get(each.size() - 1));
        return g.apply("halftone.StraightThrough", nearest, inside);
    }

    private float[] floats() {
        float[] values = new float[levels.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = levels.get(i);
        }
        return values;
    }

    /** Whole bits that hold every code. */
    @Override
    public double bits() {
        return 32 - Integer.numberOfLeadingZeros(levels.size() - 1);
    }

    @Override
    public String summary() {
        return levels.size() + " levels";
    }

    @Override
    public Map<String, float[]> arrays() {
        return Map.of(LEVELS, floats());
    }

    /** Learned levels, in order again; the one nearest to zero becomes zero. */
    @Override
    public Codebook withArrays(Map<String, float[]> arrays) {
        float[] values = arrays.getOrDefault(LEVELS, floats()).clone();
        int nearest = 0;
        for (int i = 1; i < values.length; i++) {
            nearest = Math.abs(values[i]) < Math.abs(values[nearest]) ? i : nearest;
        }
        values[nearest] = 0;
        Arrays.sort(values);
        List<Float> all = new ArrayList<>();
        for (float value : values) {
            if (all.isEmpty() || value > all.get(all.size() - 1)) {
                all.add(value);
            }
        }
        return new Codebook(all);
    }
}
