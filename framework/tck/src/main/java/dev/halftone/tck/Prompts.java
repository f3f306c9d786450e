package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Network;
import dev.halftone.model.Prompting;
import java.util.List;

/** Two prompts for a network that takes them: a box, and a point that is filled up. */
final class Prompts {
    private static final int COUNT = 2;

    private Prompts() {}

    static void check(Network network) {
        Prompting says = network.prompting().orElseThrow();
        List<TensorSpec> inputs = network.graph().inputs();
        assertThat(inputs.get(0).shape().get(0)).as("pictures at a time").isEqualTo(1);
        assertThat(inputs.stream().skip(1).map(TensorSpec::name))
                .as("inputs after the picture")
                .containsExactlyInAnyOrder(says.points(), says.labels());
        for (TensorSpec input : inputs.subList(1, inputs.size())) {
            assertThat(input.shape().get(0)).as("prompts are open").isEqualTo(-1);
            assertThat(input.shape().get(1)).as("points are open").isEqualTo(-1);
        }
        assertThat(says.frame()).as("side of the frame").isPositive();
        int outputs = network.graph().outputs().size();
        assertThat(List.of(says.masks(), says.iou()))
                .as("outputs that answer")
                .doesNotHaveDuplicates()
                .allMatch(index -> index >= 0 && index < outputs);
    }

    /** The picture and the prompts, in the graph's order. */
    static NDList inputs(Network network, NDManager manager, NDArray picture) {
        Prompting says = network.prompting().orElseThrow();
        float side = says.frame();
        float[] places = {side / 4, side / 4, side / 2, side * 3 / 4, side / 3, side / 3, 0, 0};
        float[] labels = {
            Prompting.TOP_LEFT, Prompting.BOTTOM_RIGHT, Prompting.FOREGROUND, Prompting.PADDING
        };
        NDList inputs = new NDList(picture);
        for (TensorSpec input : network.graph().inputs().subList(1, 3)) {
            inputs.add(
                    input.name().equals(says.points())
                            ? manager.create(places, new Shape(COUNT, 2, 2))
                            : manager.create(labels, new Shape(COUNT, 2)));
        }
        return inputs;
    }
}
