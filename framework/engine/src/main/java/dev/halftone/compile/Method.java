package dev.halftone.compile;

import dev.halftone.graph.Graph;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Inner;
import dev.halftone.operator.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One method of the module while it is written. */
final class Method implements Scope {
    private final String prefix;
    private final String first;
    private final boolean learning;
    private final Function<String, String> elsewhere;
    private final Function<String, Optional<Constant>> known;
    private final Map<String, String> functions;
    private final Map<String, String> variables = new HashMap<>();
    private List<String> lines = new ArrayList<>();
    private int count;

    /**
     * @param prefix of its variables
     * @param first a tensor that it is given, on the device where it runs
     * @param elsewhere finds the expression of a value that this method does not make
     * @param known values known while the program is written
     * @param functions gets the functions that operators bring along
     */
    Method(
            String prefix,
            String first,
            boolean learning,
            Function<String, String> elsewhere,
            Function<String, Optional<Constant>> known,
            Map<String, String> functions) {
        this.prefix = prefix;
        this.first = first;
        this.learning = learning;
        this.elsewhere = elsewhere;
        this.known = known;
        this.functions = functions;
    }

    @Override
    public String variable(String value) {
        String variable = variables.get(value);
        return variable == null ? elsewhere.apply(value) : variable;
    }

    @Override
    public Optional<Constant> known(String value) {
        return known.apply(value);
    }

    @Override
    public String fresh() {
        return prefix + count++;
    }

    @Override
    public void line(String text) {
        lines.add(text);
    }

    @Override
    public void function(String name, String text) {
        String before = functions.putIfAbsent(name, text);
        if (before != null && !before.equals(text)) {
            throw new IllegalStateException("two functions are called " + name);
        }
    }

    @Override
    public String device() {
        return first + ".device";
    }

    @Override
    public boolean learning() {
        return learning;
    }

    @Override
    public Inner inner(Graph graph, List<String> given) {
        for (int i = 0; i < given.size(); i++) {
            define(graph.inputs().get(i).name(), given.get(i));
        }
        List<String> inside = apart(() -> graph.nodes().forEach(node -> Writer.write(node, this)));
        return new Inner(inside, graph.outputs().stream().map(this::variable).toList());
    }

    /** Says which variable holds a value. */
    void define(String value, String variable) {
        if (!value.isEmpty()) {
            variables.put(value, variable);
        }
    }

    /** Lines that are not part of the method yet. */
    List<String> apart(Runnable writing) {
        List<String> before = take();
        writing.run();
        List<String> inner = take();
        lines = before;
        return inner;
    }

    /** The lines since the last call. */
    List<String> take() {
        List<String> taken = lines;
        lines = new ArrayList<>();
        return taken;
    }
}
