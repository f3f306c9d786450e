package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Sites;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** What a model promises. */
final class ModelPromises {
    static final String WEIGHTS = "has a value of the right shape for every parameter";
    static final String SAME = "is the same network each time it is opened";
    static final String SITES = "has sites to quantize";
    static final String TAKES = "takes the pictures that its preprocessing makes";
    static final String RUNS = "computes finite numbers, the same bits twice";
    static final String ROWS = "answers each picture by itself";

    private final Supplier<ModelSource> model;
    private final Lab lab;

    private ModelPromises(Supplier<ModelSource> model, Lab lab) {
        this.model = model;
        this.lab = lab;
    }

    static List<Promise> of(Supplier<ModelSource> model, Lab lab) {
        ModelPromises promises = new ModelPromises(model, lab);
        return List.of(
                new Promise(WEIGHTS, () -> promises.open(promises::weights)),
                new Promise(SAME, () -> promises.open(promises::same)),
                new Promise(SITES, () -> promises.open(ModelPromises::sites)),
                new Promise(TAKES, () -> promises.open(ModelPromises::takes)),
                new Promise(RUNS, () -> promises.open(promises::runs)),
                new Promise(ROWS, () -> promises.open(promises::rows)));
    }

    private interface Check {
        void hold(Network network, NDManager manager);
    }

    private void open(Check check) {
        try (NDManager inside = lab.manager().newSubManager()) {
            check.hold(open(inside), inside);
        }
    }

    private Network open(NDManager manager) {
        return model.get().network(new CheckpointFiles(Path.of(""), manager));
    }

    private void weights(Network network, NDManager manager) {
        assertThat(network.weights().keySet())
                .containsExactlyInAnyOrderElementsOf(network.graph().parameters().keySet());
        for (TensorSpec spec : network.graph().parameters().values()) {
            NDArray value = network.weights().get(spec.name());
            assertThat(value.getShape()).as("shape of '%s'", spec.name()).isEqualTo(spec.shape());
        }
    }

    private void same(Network network, NDManager manager) {
        Network again = open(manager);
        assertThat(again.graph()).isEqualTo(network.graph());
        assertThat(again.preprocessing()).isEqualTo(network.preprocessing());
        network.weights()
                .forEach(
                        (name, value) -> {
                            float[] before = value.toFloatArray();
                            float[] now = again.weights().get(name).toFloatArray();
                            boolean equal = Arrays.equals(now, before);
                            assertThat(equal).as("'%s' is the same again", name).isTrue();
                        });
    }

    private static void sites(Network network, NDManager manager) {
        assertThat(Sites.of(network.graph())).anyMatch(site -> site.isWeight());
    }

    private static void takes(Network network, NDManager manager) {
        Preprocessing made = network.preprocessing();
        boolean grey = made.channels() == Preprocessing.Channels.GRAY;
        int channels = grey ? 1 : 3;
        Shape shape = network.graph().inputs().get(0).shape();
        assertThat(shape.dimension()).as("dimensions of the input").isEqualTo(4);
        if (network.prompting().isPresent()) {
            Prompts.check(network);
        } else {
            assertThat(shape.get(0)).as("the batch is open").isEqualTo(-1);
        }
        assertThat(shape.get(1)).as("channels of the input").isEqualTo(channels);
        assertThat(made.mean()).as("means").hasSize(channels);
        assertThat(made.std()).as("standard deviations").hasSize(channels);
        if (made.height() > 0) {
            assertThat(shape.get(2)).as("height of the input").isIn(-1L, (long) made.height());
            assertThat(shape.get(3)).as("width of the input").isIn(-1L, (long) made.width());
        }
    }

    private void runs(Network network, NDManager manager) {
        try (Program program = compiled(network)) {
            NDList inputs = inputs(network, manager);
            float[] first = program.run(inputs).get(0).toFloatArray();
            for (float value : first) {
                assertThat(Float.isFinite(value)).as("output %s is finite", value).isTrue();
            }
            float[] second = program.run(inputs).get(0).toFloatArray();
            assertThat(second).containsExactly(first);
        }
    }

    /**
     * What lies beside a row makes no difference, to the last bit; how many rows there are makes
     * little, since sums may be taken in another order.
     */
    private void rows(Network network, NDManager manager) {
        try (Program program = compiled(network)) {
            NDList inputs = inputs(network, manager);
            NDList second = second(network, inputs);
            float[] both = program.run(inputs).get(0).toFloatArray();
            float[] twice = program.run(twice(network, second)).get(0).toFloatArray();
            float[] alone = program.run(second).get(0).toFloatArray();
            double most = 1e-6;
            for (float value : both) {
                most = Math.max(most, Math.abs(value));
            }
            for (int i = 0; i < alone.length; i++) {
                assertThat(both[alone.length + i])
                        .as("output %d of a row, beside another row and beside itself", i)
                        .isEqualTo(twice[alone.length + i]);
                assertThat((double) both[alone.length + i])
                        .as("output %d of a row, in a batch and alone", i)
                        .isCloseTo(alone[i], within(1e-4 * most));
            }
        }
    }

    private static NDList twice(Network network, NDList row) {
        boolean prompted = network.prompting().isPresent();
        NDList rows = new NDList();
        for (int i = 0; i < row.size(); i++) {
            NDArray input = row.get(i);
            rows.add(prompted && i == 0 ? input : input.concat(input, 0));
        }
        return rows;
    }

    private static NDList inputs(Network network, NDManager manager) {
        return network.prompting().isPresent()
                ? Prompts.inputs(network, manager, pictures(network, manager, 1))
                : new NDList(pictures(network, manager, 2));
    }

    /** The second picture, or the second prompt for the one picture. */
    private static NDList second(Network network, NDList inputs) {
        boolean prompted = network.prompting().isPresent();
        NDList alone = new NDList();
        for (int i = 0; i < inputs.size(); i++) {
            NDArray input = inputs.get(i);
            alone.add(prompted && i == 0 ? input : input.get("1:2"));
        }
        return alone;
    }

    private Program compiled(Network network) {
        return lab.engine().compile(network.graph(), network.weights(), Plan.EMPTY, Set.of());
    }

    private static NDArray pictures(Network network, NDManager manager, int count) {
        long[] sides = network.graph().inputs().get(0).shape().getShape().clone();
        Preprocessing made = network.preprocessing();
        int[] cut = {made.height(), made.width()};
        sides[0] = count;
        for (int i = 2; i < sides.length; i++) {
            sides[i] = sides[i] > 0 ? sides[i] : cut[i - 2] > 0 ? cut[i - 2] : 64;
        }
        Shape shape = new Shape(sides);
        Random random = new Random(5);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, shape);
    }
}
