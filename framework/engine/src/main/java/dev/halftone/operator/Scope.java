package dev.halftone.operator;

import dev.halftone.graph.Graph;
import java.util.List;
import java.util.Optional;

/** The method that an operator is written into: what is visible there, and where lines go. */
public interface Scope {

    /** The variable that holds a value; asking for it makes sure that it is there. */
    String variable(String value);

    /** The value itself, if it is known already. */
    Optional<Constant> known(String value);

    /** A variable name that nothing else uses. */
    String fresh();

    /** One line of the method. */
    void line(String text);

    /** A function that is written once, before the module. */
    void function(String name, String text);

    /**
     * Writes a graph apart from the method's lines.
     *
     * @param given the variables of its inputs
     */
    Inner inner(Graph graph, List<String> given);

    /** An expression for the device that the program runs on. */
    String device();

    /** Whether gradients are wanted. */
    boolean learning();
}
