package dev.halftone.compile;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Value;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A grid behind a switch: values land on it only while the program's last input says its number.
 *
 * @param grid the grid
 * @param number of the switch
 */
public record Switched(Grid grid, int number) implements Grid {
    static final String ONLY = "halftone.only";
    static final String OP = "halftone.Choose";

    /** The graph with every decided site switched, and one more input: the number that is on. */
    public static Bound of(Bound bound, Plan plan, List<Site> decided) {
        Plan switches = Plan.EMPTY;
        for (int i = 0; i < decided.size(); i++) {
            Site site = decided.get(i);
            switches = switches.with(site, new Switched(plan.grid(site.id()).orElseThrow(), i));
        }
        Graph graph = bound.graph();
        List<TensorSpec> inputs = new ArrayList<>(graph.inputs());
        inputs.add(new TensorSpec(ONLY, DataType.INT64, new Shape()));
        Graph more =
                new Graph(graph.name(), inputs, graph.parameters(), graph.nodes(), graph.outputs());
        return Snaps.insert(bound.with(more), switches, Set.of());
    }

    /** The sites that a plan puts on a grid, in node order. */
    public static List<Site> decided(Graph graph, Plan plan) {
        return Sites.of(plan.graph().orElse(graph)).stream()
                .filter(site -> plan.grid(site.id()).isPresent())
                .toList();
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        Map<String, float[]> arrays = new HashMap<>();
        Graph body = Snaps.piece(grid, g.path(), x.name(), arrays);
        List<Value> inputs = new ArrayList<>(List.of(x));
        for (TensorSpec spec : body.parameters().values()) {
            String name = spec.name().substring(g.path().length() + 1);
            inputs.add(g.array(name, arrays.get(spec.name()), spec.shape().getShape()));
        }
        return g.apply(OP, inputs, Attributes.of("number", number).with("body", body));
    }

    @Override
    public double bits() {
        return grid.bits();
    }

    @Override
    public String summary() {
        return grid.summary();
    }
}
