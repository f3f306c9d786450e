package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.torchscript.Literals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One node being written: what it reads, what it makes, and the lines in between. */
public final class Emission {
    static final String INTS =
            """
            def ints(x: Tensor) -> List[int]:
              r = annotate(List[int], [])
              y = torch.reshape(x, [-1])
              for i in range(torch.numel(y)):
                _ = torch.append(r, int(torch.select(y, 0, i)))
              return r
            """;
    private static final String REALS =
            """
            def reals(x: Tensor) -> List[float]:
              r = annotate(List[float], [])
              y = torch.reshape(x, [-1])
              for i in range(torch.numel(y)):
                _ = torch.append(r, float(torch.select(y, 0, i)))
              return r
            """;

    private final Node node;
    private final Scope scope;
    private final List<String> outputs = new ArrayList<>();

    /** Starts writing a node. */
    public Emission(Node node, Scope scope) {
        this.node = node;
        this.scope = scope;
        node.outputs().forEach(output -> outputs.add(scope.fresh()));
    }

    public Node node() {
        return node;
    }

    public Attributes attributes() {
        return node.attributes();
    }

    /** How many inputs are written, absent ones in between counted. */
    public int inputs() {
        return node.inputs().size();
    }

    /** Whether an optional input is there. */
    public boolean has(int input) {
        return !node.input(input).isEmpty();
    }

    /** The variable that holds an input tensor. */
    public String in(int input) {
        if (!has(input)) {
            String message =
                    "node '%s' (%s) lacks its input %d"
                            .formatted(node.name(), node.op(), input + 1);
            throw new ProblemException(Problem.of("broken-graph", message));
        }
        return scope.variable(node.input(input));
    }

    /** All inputs as a list: {@code [a, b]}. */
    public String all() {
        return IntStream.range(0, inputs())
                .mapToObj(this::in)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** The variable of an optional input, or {@code None}. */
    public String optional(int input) {
        return has(input) ? in(input) : "None";
    }

    /** An input's values, if they are known while the program is written. */
    public Optional<Constant> known(int input) {
        return has(input) ? scope.known(node.input(input)) : Optional.empty();
    }

    /** A number literal if the input is a known scalar, otherwise its variable. */
    public String operand(int input) {
        return known(input)
                .filter(Constant::isScalar)
                .map(c -> c.whole() ? "" + c.integers().get(0) : Literals.of(c.values().get(0)))
                .orElseGet(() -> in(input));
    }

    /** An expression of type {@code List[int]} for an input of whole numbers. */
    public String ints(int input) {
        return known(input)
                .map(constant -> Literals.of(constant.integers()))
                .orElseGet(() -> helper("ints", INTS) + "(" + in(input) + ")");
    }

    /** An expression of type {@code List[float]} for an optional input of real numbers. */
    public String reals(int input) {
        if (!has(input)) {
            return "annotate(List[float], [])";
        }
        Optional<Constant> constant = known(input);
        if (constant.isEmpty()) {
            return helper("reals", REALS) + "(" + in(input) + ")";
        }
        List<Double> values = constant.get().values();
        return values.isEmpty()
                ? "annotate(List[float], [])"
                : values.stream().map(Literals::of).collect(Collectors.joining(", ", "[", "]"));
    }

    /** An expression of type {@code int} for an input of one whole number. */
    public String integer(int input) {
        return known(input)
                .map(constant -> String.valueOf(constant.integers().get(0)))
                .orElseGet(() -> "int(" + in(input) + ")");
    }

    /** A literal for an attribute that is one word: no other text gets into a program. */
    public String word(String name, String byDefault) {
        String word = attributes().text(name, byDefault);
        if (!word.matches("[A-Za-z0-9_-]*")) {
            throw unsupported("has a text in '%s' that is no word".formatted(name));
        }
        return '"' + word + '"';
    }

    /** PyTorch's number for an element type of ONNX, as {@link ElementTypes} has it. */
    public String type(long onnx) {
        return ElementTypes.fromOnnx(onnx)
                .map(String::valueOf)
                .orElseThrow(() -> unsupported("asks for the element type " + onnx));
    }

    /** The variable to assign an output to, whether or not anyone reads it. */
    public String out(int output) {
        return outputs.get(output);
    }

    /** Says what the first output is. */
    public void give(String format, Object... parts) {
        line("%s = %s", out(0), text(format, parts));
    }

    /** Gives an expression a name. */
    public String let(String format, Object... parts) {
        String name = scope.fresh();
        line("%s = %s", name, text(format, parts));
        return name;
    }

    /** Any line. */
    public void line(String format, Object... parts) {
        scope.line(text(format, parts));
    }

    /**
     * A function that is written into the archive once.
     *
     * @param text its definition, from {@code def NAME(} on
     * @return how it is called: {@code __torch__.NAME}
     */
    public String helper(String name, String text) {
        scope.function(name, text);
        return "__torch__." + name;
    }

    /** Writes the graph that an attribute holds, to be put into a block. */
    public Inner inner(String attribute, List<String> given) {
        if (attributes().values().get(attribute) instanceof Graph graph) {
            return scope.inner(graph, given);
        }
        throw unsupported("has no graph '%s'".formatted(attribute));
    }

    /** An expression for the device that the program runs on, for tensors made from nothing. */
    public String device() {
        return scope.device();
    }

    /** Whether gradients are wanted. */
    public boolean learning() {
        return scope.learning();
    }

    /** Whether the first input's memory may be written over: nothing else reads it. */
    public boolean overwrites() {
        return !learning() && attributes().integer("overwrite", 0) == 1;
    }

    /** A problem with this node, to be thrown. */
    public ProblemException unsupported(String why) {
        String message = "operator '%s' of node '%s' %s".formatted(node.op(), node.name(), why);
        return new ProblemException(Problem.of("unsupported-operator", message));
    }

    private static String text(String format, Object... parts) {
        return parts.length == 0 ? format : String.format(Locale.ROOT, format, parts);
    }
}
