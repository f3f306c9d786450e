package dev.halftone.prompting;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Instances;
import dev.halftone.data.Prompt;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Network;
import dev.halftone.model.Prompting;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes inputs of prompts.
 *
 * @param prompting what the network takes
 * @param order names of the network's inputs
 */
public record PromptInputs(Prompting prompting, List<String> order) {

    /** Of a network, if it takes prompts. */
    public static Optional<PromptInputs> of(Network network) {
        List<String> order = network.graph().inputs().stream().map(TensorSpec::name).toList();
        return network.prompting().map(prompting -> new PromptInputs(prompting, order));
    }

    /**
     * What is asked about an example.
     *
     * @throws ProblemException when nothing is
     */
    public static Instances asked(Example example) {
        if (!(example.target() instanceof Instances target) || target.prompts().isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "no-prompt",
                                    "the model segments what prompts show, but nothing is asked about '%s'"
                                            .formatted(example.name()))
                            .hint("datasets with prompts are coco, lvis and fashion-scenes"));
        }
        return target;
    }

    /** The inputs in the graph's order. */
    public NDList inputs(
            NDArray picture, Instances asked, List<Prompt> prompts, NDManager manager) {
        Frame frame = new Frame(prompting.frame(), asked.width(), asked.height());
        int most = prompts.stream().mapToInt(PromptInputs::points).max().orElseThrow();
        float[] points = new float[prompts.size() * most * 2];
        float[] labels = new float[prompts.size() * most];
        Arrays.fill(labels, Prompting.PADDING);
        for (int p = 0; p < prompts.size(); p++) {
            int at = p * most;
            for (Prompt.Point point : prompts.get(p).points()) {
                points[2 * at] = frame.x(point);
                points[2 * at + 1] = frame.y(point);
                labels[at++] = point.label();
            }
        }
        NDArray positions = manager.create(points, new Shape(prompts.size(), most, 2));
        NDArray kinds = manager.create(labels, new Shape(prompts.size(), most));
        NDList inputs = new NDList();
        for (String name : order) {
            inputs.add(
                    name.equals(prompting.points())
                            ? positions
                            : name.equals(prompting.labels()) ? kinds : picture);
        }
        return inputs;
    }

    /** A prompt without a box has one point more, of no meaning. */
    private static int points(Prompt prompt) {
        return prompt.points().size() + (prompt.hasBox() ? 0 : 1);
    }
}
