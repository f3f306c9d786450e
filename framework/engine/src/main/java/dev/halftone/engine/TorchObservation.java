package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Observed;
import dev.halftone.compile.Observed.Look;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Observers inside a program. Weights are looked at when it is made, activations batch by batch.
 */
final class TorchObservation implements Observation {
    private final NDManager manager;
    private final Map<Look, Answer> answers = new HashMap<>();
    private final List<Found> outputs = new ArrayList<>();
    private final TorchProgram program;
    private final Abreast abreast = new Abreast();
    private final boolean apart;
    private boolean started;

    /** Of a look: what was found, times a factor. */
    private record Answer(Found found, float factor) {}

    private TorchObservation(NDManager manager, Bound bound, Map<Site, Set<Statistic>> wanted) {
        this.manager = manager;
        List<Site> sites = Order.of(bound.graph(), wanted.keySet());
        List<Look> weights = looks(sites.stream().filter(Site::isWeight).toList(), wanted);
        if (!weights.isEmpty()) {
            try (TorchProgram once = compile(bound, weights);
                    NDManager batch = manager.newSubManager()) {
                take(List.of(once.run(new NDList(batch.create(0f), bins(batch)))));
            }
        }
        outputs.clear();
        List<Look> looks = looks(sites.stream().filter(s -> !s.isWeight()).toList(), wanted);
        program = compile(bound, looks);
        apart = !manager.getDevice().isGpu() && rowsAreApart(bound, looks);
    }

    /** Compiles observers; looks at the weights among the sites at once. */
    static TorchObservation of(NDManager parent, Bound bound, Map<Site, Set<Statistic>> wanted) {
        NDManager manager = parent.newSubManager();
        try {
            return new TorchObservation(manager, bound, wanted);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static List<Look> looks(List<Site> sites, Map<Site, Set<Statistic>> wanted) {
        List<Look> looks = new ArrayList<>();
        for (Site site : sites) {
            // Whatever is asked for, the extremes tell whether every value is a number.
            Look ends = new Look(site, Observed.EXTREMES, Granularity.TENSOR);
            looks.add(ends);
            wanted.get(site).stream()
                    .map(statistic -> look(site, statistic))
                    .filter(look -> !look.equals(ends))
                    .forEach(looks::add);
        }
        return looks;
    }

    private static Look look(Site site, Statistic statistic) {
        if (statistic instanceof Statistic.Extremes extremes) {
            return new Look(site, Observed.EXTREMES, extremes.granularity());
        }
        if (statistic instanceof Statistic.Sample sample) {
            return new Look(site, Observed.SAMPLE, sample.granularity());
        }
        boolean signed = statistic instanceof Statistic.Counts;
        return new Look(site, signed ? Observed.COUNTS : Observed.MAGNITUDES, Granularity.TENSOR);
    }

    /** A program whose outputs are those that {@link #take} expects. */
    private TorchProgram compile(Bound bound, List<Look> looks) {
        Observed observed = Observed.of(bound, looks);
        for (int i = 0; i < looks.size(); i++) {
            Observed.Answer answer = observed.answers().get(i);
            if (answer.output() == outputs.size()) {
                outputs.add(Found.nothing(looks.get(i), manager));
            }
            Found found = outputs.get(answer.output());
            answers.put(looks.get(i), new Answer(found, answer.factor()));
        }
        return TorchProgram.of(manager, observed.bound(), Set.of());
    }

    /** Whether what is found in some rows of a batch and in the others adds up. */
    private static boolean rowsAreApart(Bound bound, List<Look> looks) {
        return bound.graph().inputs().stream().allMatch(TorchObservation::isOpen)
                && looks.stream().allMatch(TorchObservation::addsUp);
    }

    private static boolean isOpen(TensorSpec input) {
        return input.shape().dimension() > 0 && input.shape().get(0) == -1;
    }

    private static boolean addsUp(Look look) {
        boolean byRow =
                look.granularity().kind() == Granularity.Kind.CHANNEL
                        && look.site().channelAxis() == 0;
        return !look.op().equals(Observed.SAMPLE) && !byRow;
    }

    /** The first batch decides where bins lie; of others some rows are run beside the rest. */
    @Override
    public void add(NDList inputs) {
        if (outputs.isEmpty()) {
            return;
        }
        try (NDManager batch = manager.newSubManager()) {
            List<NDList> results =
                    apart && started && inputs.get(0).getShape().get(0) > 1
                            ? abreast.run(inputs, this::looked, batch)
                            : List.of(looked(inputs));
            results.forEach(piece -> piece.attach(batch));
            take(results);
            started = true;
        }
    }

    private NDList looked(NDList inputs) {
        try (NDArray bins = bins(inputs.get(0).getManager())) {
            NDList all = new NDList(inputs);
            all.add(bins);
            return program.run(all);
        }
    }

    /** A row (low, width) for each output; zeros where nothing has been counted. */
    private NDArray bins(NDManager batch) {
        double[] values = new double[Math.max(2, 2 * outputs.size())];
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) instanceof Found.Counts counts) {
                values[2 * i] = counts.bins().low();
                values[2 * i + 1] = counts.bins().width();
            }
        }
        return batch.create(values, new Shape(values.length / 2, 2));
    }

    private void take(List<NDList> pieces) {
        for (int i = 0; i < outputs.size(); i++) {
            int output = i;
            outputs.get(i).take(pieces.stream().map(piece -> piece.get(output)).toList());
        }
    }

    @Override
    public List<Range> extremes(Site site, Granularity granularity) {
        Answer answer = answer(new Look(site, Observed.EXTREMES, granularity));
        return ((Found.Ends) answer.found()).ranges(answer.factor());
    }

    @Override
    public Histogram histogram(Site site) {
        return counted(new Look(site, Observed.COUNTS, Granularity.TENSOR));
    }

    @Override
    public Histogram magnitudes(Site site) {
        return counted(new Look(site, Observed.MAGNITUDES, Granularity.TENSOR));
    }

    private Histogram counted(Look look) {
        Answer answer = answer(look);
        Histogram of = ((Found.Counts) answer.found()).bins().histogram();
        double factor = answer.factor();
        return new Histogram(of.low() * factor, of.width() * factor, of.counts());
    }

    @Override
    public List<NDArray> samples(Site site, Granularity granularity) {
        Answer answer = answer(new Look(site, Observed.SAMPLE, granularity));
        return ((Found.Some) answer.found()).sample().batches();
    }

    private Answer answer(Look look) {
        Answer answer = answers.get(look);
        if (answer == null) {
            throw new IllegalArgumentException("nothing was gathered at " + look.site().id());
        }
        return answer;
    }

    @Override
    public void close() {
        abreast.close();
        program.close();
        manager.close();
    }
}
