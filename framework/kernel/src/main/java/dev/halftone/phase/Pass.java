package dev.halftone.phase;

import ai.djl.ndarray.NDList;
import dev.halftone.data.Instances;
import dev.halftone.distribution.ByPicture;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.PluginUse;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.metric.Segment;
import dev.halftone.model.Prompting;
import dev.halftone.program.Program;
import dev.halftone.prompting.PromptInputs;
import dev.halftone.prompting.Segments;
import dev.halftone.quantize.Batch;
import dev.halftone.report.Outputs;
import dev.halftone.report.Pace;
import dev.halftone.report.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One pass over the evaluation data under way: both programs and what their answers come to. */
final class Pass {

    private final Optional<Prompting> prompting;
    private final Program inFloat;
    private final Optional<Program> quantized;
    private final Consumer<Batch> search;
    private final FirstOutputs first;
    private final List<Counting> counting = new ArrayList<>();
    private final long started = System.nanoTime();
    private int images;
    private long floatTime;
    private long quantizedTime;
    private double waited;

    Pass(Loaded loaded, Program inFloat, Optional<Program> quantized) {
        this.prompting = loaded.network().prompting();
        this.inFloat = inFloat;
        this.quantized = quantized;
        search =
                batch -> ByPicture.search(loaded.engine(), loaded.network(), loaded.sites(), batch);
        first = new FirstOutputs(loaded.network().graph().outputs());
        List<PluginUse<Score>> metrics =
                loaded.experiment()
                        .evaluate()
                        .map(Experiment.Evaluation::metrics)
                        .orElse(List.of());
        Map<String, Integer> seen = new HashMap<>();
        for (PluginUse<Score> metric : metrics) {
            String id = metric.plugin().id();
            int number = seen.merge(id, 1, Integer::sum);
            String name = number == 1 ? id : id + "#" + number;
            counting.add(Counting.of(name, metric.instance()));
        }
    }

    private record Counting(String name, Score score, Score.Tally inFloat, Score.Tally quantized) {

        static Counting of(String name, Score score) {
            return new Counting(name, score, score.tally(), score.tally());
        }
    }

    void add(Batch batch) {
        long begin = System.nanoTime();
        NDList reference = inFloat.run(batch.inputs());
        long between = System.nanoTime();
        Optional<NDList> outputs = quantized.map(program -> program.run(batch.inputs()));
        quantizedTime += System.nanoTime() - between;
        floatTime += between - begin;
        Undefined.inFloat(reference, batch, search);
        outputs.ifPresent(list -> Undefined.quantized(list, batch));
        first.add(reference, outputs, batch);
        List<Segment> floatSegments = segments(reference, batch);
        Answers ofFloat =
                new Answers(reference, reference, batch.examples(), floatSegments, floatSegments);
        Optional<Answers> ofQuantized =
                outputs.map(
                        list ->
                                new Answers(
                                        list,
                                        reference,
                                        batch.examples(),
                                        segments(list, batch),
                                        floatSegments));
        for (Counting one : counting) {
            one.inFloat.add(ofFloat);
            ofQuantized.ifPresent(one.quantized::add);
        }
        images += batch.examples().size();
    }

    /** Looks for answers that are not numbers, where nothing is scored. */
    void look(Batch batch) {
        Undefined.inFloat(inFloat.run(batch.inputs()), batch, search);
        quantized.ifPresent(program -> Undefined.quantized(program.run(batch.inputs()), batch));
    }

    private List<Segment> segments(NDList outputs, Batch batch) {
        if (prompting.isEmpty()) {
            return List.of();
        }
        Instances asked = PromptInputs.asked(batch.examples().get(0));
        return Segments.of(prompting.get(), outputs, asked, asked.prompts());
    }

    void waited(double seconds) {
        waited = seconds;
    }

    Scores scores() {
        List<Scores.Metric> metrics =
                counting.stream()
                        .map(
                                one ->
                                        new Scores.Metric(
                                                one.name,
                                                one.score.higherIsBetter(),
                                                one.inFloat.numbers(),
                                                quantized.map(any -> one.quantized.numbers())))
                        .toList();
        return new Scores(images, metrics);
    }

    Outputs outputs() {
        return first.outputs();
    }

    Pace pace() {
        double seconds = (System.nanoTime() - started) / 1e9;
        return new Pace(images, seconds, floatTime / 1e9, quantizedTime / 1e9, waited);
    }
}
