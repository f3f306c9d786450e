package dev.halftone.compile;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Emission;
import dev.halftone.operator.Operator;
import dev.halftone.operator.Operators;
import dev.halftone.operator.Sequences;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a graph as a TorchScript module with two methods. {@code prepare} computes once what
 * depends on parameters alone and keeps what {@code forward} reads of it; {@code forward} computes
 * the rest.
 */
public final class Writer {
    private static final String HEAD =
            """
            class Ops(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              w : List[Tensor]
            """;

    private static final int MOST_NODES = 10_000;

    private final Graph graph;
    private final List<String> learned;
    private final Map<String, Constant> known;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, String> functions = new LinkedHashMap<>();
    private final Set<String> fixed = new HashSet<>();
    private final List<String> kept = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final Method forward;
    private final Method prepare;

    /**
     * The library compiles recursively, and ends the process where its stack does.
     *
     * @throws ProblemException {@code unsupported-model} if there are too many nodes, those of
     *     graphs within nodes counted
     */
    public static void requireRoom(Graph graph) {
        int nodes = nodes(graph);
        if (nodes > MOST_NODES) {
            throw new ProblemException(
                    Problem.of(
                            "unsupported-model",
                            "the network has %d nodes; programs have at most %d"
                                    .formatted(nodes, MOST_NODES)));
        }
    }

    private static int nodes(Graph graph) {
        int count = graph.nodes().size();
        for (Node node : graph.nodes()) {
            count += node.attributes().graphs().stream().mapToInt(Writer::nodes).sum();
        }
        return count;
    }

    private Writer(Bound bound, Set<String> asked) {
        graph = bound.graph();
        learned = graph.parameters().keySet().stream().filter(asked::contains).toList();
        known = Known.of(bound, asked);
        forward = new Method("v", "x[0]", !learned.isEmpty(), this::keep, this::known, functions);
        prepare = new Method("c", "p[0]", false, this::compute, this::known, functions);
        fixed.addAll(graph.parameters().keySet());
        learned.forEach(fixed::remove);
        fixed.add("");
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            if (fixed.containsAll(node.inputs()) && isRepeatable(node)) {
                fixed.addAll(node.outputs());
            }
        }
    }

    /**
     * Writes a program down.
     *
     * @param learned parameters that are given at each run
     * @throws ProblemException naming an operator that the engine does not know
     */
    public static Text write(Bound bound, Set<String> learned) {
        requireRoom(bound.graph());
        Writer writer = new Writer(bound.with(faster(bound, learned)), learned);
        List<String> forward = writer.forward();
        List<String> prepare = writer.prepare();
        StringBuilder source = new StringBuilder();
        writer.functions.values().forEach(source::append);
        source.append(HEAD);
        prepare.forEach(line -> source.append("  ").append(line).append('\n'));
        forward.forEach(line -> source.append("  ").append(line).append('\n'));
        return new Text(source.toString(), writer.taken, writer.learned);
    }

    /** The same function as a graph that takes fewer passes over memory. */
    private static Graph faster(Bound bound, Set<String> learned) {
        Graph whole = bound.graph().inlined();
        Graph attending = learned.isEmpty() ? Attentions.fuse(bound.with(whole)) : whole;
        Graph linear = Keeping.fuse(Linears.fuse(attending));
        Graph fused = Swishes.fuse(BatchNorms.fold(linear));
        Graph clipped = Clips.drop(fused, Known.of(bound.with(fused), learned));
        return Overwriting.mark(clipped);
    }

    private List<String> forward() {
        List<TensorSpec> inputs = graph.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            forward.define(inputs.get(i).name(), "x[" + i + "]");
        }
        for (int i = 0; i < learned.size(); i++) {
            forward.define(learned.get(i), "p[" + i + "]");
        }
        for (Node node : graph.nodes()) {
            if (!fixed.containsAll(node.outputs()) || !isRepeatable(node)) {
                write(node, forward);
            }
        }
        List<String> outputs = graph.outputs().stream().map(forward::variable).toList();
        List<String> lines = new ArrayList<>();
        String more = learned.isEmpty() ? "" : ", p: List[Tensor]";
        lines.add("def forward(self: __torch__.Ops, x: List[Tensor]" + more + ") -> List[Tensor]:");
        lines.add("  w = self.w");
        forward.take().forEach(line -> lines.add("  " + line));
        lines.add("  return " + outputs);
        return lines;
    }

    private List<String> prepare() {
        List<String> values = kept.stream().map(prepare::variable).toList();
        List<String> lines = new ArrayList<>();
        lines.add("def prepare(self: __torch__.Ops, p: List[Tensor]) -> List[Tensor]:");
        prepare.take().forEach(line -> lines.add("  " + line));
        lines.add("  self.w = " + (values.isEmpty() ? "annotate(List[Tensor], [])" : values));
        lines.add("  return annotate(List[Tensor], [])");
        return lines;
    }

    private Optional<Constant> known(String value) {
        return Optional.ofNullable(known.get(value));
    }

    /** Where {@code forward} finds what {@code prepare} made. */
    private String keep(String value) {
        String place = "w[" + kept.size() + "]";
        kept.add(value);
        forward.define(value, place);
        return place;
    }

    /** Writes what makes a value into {@code prepare}, where it is first asked for. */
    private String compute(String value) {
        Node maker = makers.get(value);
        if (maker == null) {
            String place = "p[" + taken.size() + "]";
            taken.add(value);
            prepare.define(value, place);
            return place;
        }
        write(maker, prepare);
        return prepare.variable(value);
    }

    /** Writes one node into a method. */
    static void write(Node node, Method method) {
        if (node.op().equals(Switched.OP)) {
            choose(node, method);
            return;
        }
        Operator operator = Operators.find(node.op()).orElseThrow(() -> unknown(node));
        // A name that went on in the next line would be part of the program.
        method.line("# " + node.name().replaceAll("\\p{Cntrl}", " "));
        Emission emission = new Emission(node, method);
        try {
            operator.emit(emission);
        } catch (IndexOutOfBoundsException | ArithmeticException | ClassCastException e) {
            // Lists that are too short, numbers that do not fit: only a file can bring them here.
            throw unfit(node, e);
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            method.define(node.outputs().get(i), emission.out(i));
        }
    }

    /** The body of a switch runs only while its number is the one that is on. */
    private static void choose(Node node, Method method) {
        String out = method.fresh();
        Graph body = (Graph) node.attributes().values().get("body");
        String only = method.variable(Switched.ONLY);
        method.line("if int(" + only + ") == " + node.attributes().integer("number", 0) + ":");
        List<String> inner =
                method.apart(() -> body.nodes().forEach(inside -> write(inside, method)));
        inner.forEach(line -> method.line("  " + line));
        method.line("  " + out + " = " + method.variable(body.outputs().get(0)));
        method.line("else:");
        method.line("  " + out + " = " + method.variable(node.input(0)));
        method.define(node.output(), out);
    }

    private static ProblemException unfit(Node node, RuntimeException cause) {
        String message =
                "operator '%s' of node '%s' has attributes or operands that do not fit each other"
                        .formatted(node.op(), node.name());
        return new ProblemException(Problem.of("broken-graph", message), cause);
    }

    private static ProblemException unknown(Node node) {
        String message =
                "the engine does not know the operator '%s' of node '%s'"
                        .formatted(node.op(), node.name());
        return new ProblemException(Problem.of("unsupported-operator", message));
    }

    /** Whether the same inputs always give the same outputs, in tensors that can be kept. */
    private static boolean isRepeatable(Node node) {
        return !node.op().equals(Switched.OP)
                && !Sequences.isMadeBy(node)
                && !node.op().equals("halftone.Keep")
                && !node.op().startsWith("Random")
                && !node.op().equals("Bernoulli")
                && !node.op().equals("Multinomial");
    }
}
