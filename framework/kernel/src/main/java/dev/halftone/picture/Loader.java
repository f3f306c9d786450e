package dev.halftone.picture;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.prompting.PromptInputs;
import dev.halftone.quantize.Batch;
import dev.halftone.quantize.Batches;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Gives a dataset's examples as batches of inputs, in order, decoded ahead on other threads. Each
 * batch lives in a manager of its own, which is closed before the next.
 */
public final class Loader implements Batches {
    private final Examples examples;
    private final Preparation preparation;
    private final Optional<PromptInputs> prompts;
    private final int most;
    private final NDManager parent;
    private final OptionalInt together;
    private final int batch;
    private final int[] order;
    private final LongAdder waited;

    /** All examples in the dataset's order, for a network that takes pictures alone. */
    public Loader(Examples examples, Preparation preparation, NDManager parent, int batch) {
        this(examples, preparation, Optional.empty(), OptionalInt.empty(), parent, batch);
    }

    /**
     * All examples in the dataset's order.
     *
     * @param prompts how they become inputs, if the network takes any
     * @param together how many examples the network takes at a time, whatever else is asked for; if
     *     not any number
     */
    public Loader(
            Examples examples,
            Preparation preparation,
            Optional<PromptInputs> prompts,
            OptionalInt together,
            NDManager parent,
            int batch) {
        this(
                examples,
                preparation,
                prompts,
                Integer.MAX_VALUE,
                parent,
                together,
                batch,
                IntStream.range(0, examples.size()).toArray(),
                new LongAdder());
    }

    private Loader(
            Examples examples,
            Preparation preparation,
            Optional<PromptInputs> prompts,
            int most,
            NDManager parent,
            OptionalInt together,
            int batch,
            int[] order,
            LongAdder waited) {
        this.examples = examples;
        this.preparation = preparation;
        this.prompts = prompts;
        this.most = most;
        this.parent = parent;
        this.together = together;
        this.batch = together.orElse(batch);
        this.order = order;
        this.waited = waited;
    }

    /** How many examples one pass gives. */
    public int size() {
        return order.length;
    }

    @Override
    public int count() {
        return (order.length + batch - 1) / batch;
    }

    /** Seconds that passes of this and of loaders made from it stood waiting for pictures. */
    public double secondsWaited() {
        return waited.sum() / 1e9;
    }

    @Override
    public Loader range(int from, int to) {
        int whole = together.orElse(1);
        int rows = (to - from + whole - 1) / whole * whole;
        return ordered(Arrays.copyOfRange(order, from, Math.min(from + rows, order.length)));
    }

    /** Fisher–Yates with {@code java.util.Random}, whose numbers are the same everywhere. */
    @Override
    public Loader shuffled(long seed) {
        int[] mixed = order.clone();
        Random random = new Random(seed);
        for (int i = mixed.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = mixed[i];
            mixed[i] = mixed[j];
            mixed[j] = kept;
        }
        return ordered(mixed);
    }

    private Loader ordered(int[] other) {
        return new Loader(
                examples, preparation, prompts, most, parent, together, batch, other, waited);
    }

    @Override
    public Loader of(int size) {
        return new Loader(
                examples, preparation, prompts, most, parent, together, size, order, waited);
    }

    /** The same with the first few prompts of each example alone. */
    public Loader asking(int few) {
        return new Loader(
                examples, preparation, prompts, few, parent, together, batch, order, waited);
    }

    /**
     * What is wrong with data of a size, if anything.
     *
     * @param together how many examples the network takes at a time, if not any number
     */
    public static Optional<Problem> leftOver(int size, OptionalInt together) {
        int batch = together.orElse(1);
        int more = size % batch;
        String message = "the network takes %d pictures at a time, and of %d one batch has only %d";
        return more == 0
                ? Optional.empty()
                : Optional.of(
                        Problem.of("uneven-batch", message.formatted(batch, size, more))
                                .hint("'take' a multiple of " + batch));
    }

    @Override
    public void forEach(Consumer<Batch> use) {
        leftOver(order.length, together)
                .ifPresent(
                        problem -> {
                            throw new ProblemException(problem);
                        });
        try (Ahead ahead = new Ahead(order, this::prepare, 2 * batch, waited)) {
            for (int from = 0; from < order.length; from += batch) {
                int rows = Math.min(batch, order.length - from);
                List<Prepared> prepared = new ArrayList<>(rows);
                for (int i = 0; i < rows; i++) {
                    prepared.add(ahead.next());
                }
                try (NDManager manager = parent.newSubManager()) {
                    List<Example> rowsOf = prepared.stream().map(Prepared::example).toList();
                    use.accept(new Batch(inputs(prepared, manager), rowsOf));
                }
            }
        }
    }

    /** An example with its input. */
    record Prepared(Example example, Shape shape, float[] values) {}

    private Prepared prepare(int index) {
        Example example = examples.get(index);
        Shape shape = preparation.shape(example.picture());
        return new Prepared(example, shape, preparation.apply(example.picture()));
    }

    private NDList inputs(List<Prepared> rows, NDManager manager) {
        NDArray pictures = input(rows, manager);
        if (prompts.isEmpty()) {
            return new NDList(pictures);
        }
        Instances asked = PromptInputs.asked(rows.get(0).example);
        int count = Math.min(most, asked.prompts().size());
        return prompts.get().inputs(pictures, asked, asked.prompts().subList(0, count), manager);
    }

    /** Copied into the engine's own memory, which is aligned: results must not depend on where. */
    private static NDArray input(List<Prepared> rows, NDManager manager) {
        Shape one = rows.get(0).shape;
        Shape all = new Shape(rows.size()).addAll(one);
        int bytes = Math.toIntExact(all.size() * Float.BYTES);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        for (Prepared row : rows) {
            if (!row.shape.equals(one)) {
                throw unequal(rows.get(0), row);
            }
            buffer.asFloatBuffer().put(row.values);
            buffer.position(buffer.position() + row.values.length * Float.BYTES);
        }
        try (NDArray borrowed = manager.create(buffer.flip(), all, DataType.FLOAT32)) {
            return borrowed.duplicate();
        }
    }

    private static ProblemException unequal(Prepared first, Prepared other) {
        return new ProblemException(
                Problem.of(
                                "unequal-sizes",
                                "pictures of one batch should have one size, but '%s' is %s and '%s' is %s"
                                        .formatted(
                                                first.example.name(),
                                                size(first.shape),
                                                other.example.name(),
                                                size(other.shape)))
                        .hint("give the model a 'crop', or use 'batch: 1'"));
    }

    private static String size(Shape shape) {
        return shape.get(2) + "x" + shape.get(1);
    }
}
