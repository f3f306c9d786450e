package dev.halftone.quantizer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Layer;
import dev.halftone.graph.Node;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The linear layer, or one of the equal parts of its output, that an operand of a product comes
 * from by moving data only, read by nothing else.
 *
 * @param layer the layer
 * @param part which part of its output channels
 * @param parts how many there are
 */
record Projection(Layer layer, int part, int parts) {
    private static final Set<String> MOVES = Set.of("Reshape", "Transpose", "Identity");

    /** What an input of a node comes from. */
    static Optional<Projection> behind(Graph graph, Node reader, int index) {
        String value = reader.input(index);
        int part = 0;
        int parts = 1;
        while (graph.uses(value).size() == 1) {
            String made = value;
            Optional<Layer> layer =
                    Layer.of(graph).stream().filter(l -> l.output().equals(made)).findFirst();
            if (layer.isPresent()) {
                Projection found = new Projection(layer.get(), part, parts);
                return Optional.of(found).filter(p -> p.layer.isLinear());
            }
            Optional<Node> maker = graph.producer(value);
            if (maker.isPresent() && maker.get().op().equals("Split") && parts == 1) {
                part = maker.get().outputs().indexOf(value);
                parts = maker.get().outputs().size();
            } else if (maker.isEmpty() || !MOVES.contains(maker.get().op())) {
                return Optional.empty();
            }
            value = maker.get().input(0);
        }
        return Optional.empty();
    }

    /** How many of a layer's output channels are this part's. */
    int channels(int width) {
        return width / parts;
    }

    /** Numbers for this part's channels, and ones for the others. */
    float[] spread(float[] numbers, long width) {
        float[] all = new float[(int) width];
        Arrays.fill(all, 1);
        System.arraycopy(numbers, 0, all, part * numbers.length, numbers.length);
        return all;
    }
}
