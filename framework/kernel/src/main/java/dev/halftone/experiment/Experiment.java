package dev.halftone.experiment;

import dev.halftone.data.DatasetSource;
import dev.halftone.metric.Score;
import dev.halftone.model.ModelSource;
import dev.halftone.problem.Spot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One experiment file, read, checked and bound: nothing in it can be misspelt any more.
 *
 * @param file where it was read from
 * @param name of the experiment
 * @param seed of everything random
 * @param device {@code cpu}, {@code gpu:N} or {@code auto}
 * @param mode how the plan is carried out
 * @param engine {@code torch}, {@code onnxruntime} or {@code auto}
 * @param batch examples per batch
 * @param model the network
 * @param calibrate the calibration data, if any step needs it
 * @param steps in order
 * @param evaluate what to score on, if anything
 * @param spots where each top-level key stands, for problems found later
 */
public record Experiment(
        Path file,
        String name,
        long seed,
        String device,
        Mode mode,
        String engine,
        int batch,
        PluginUse<ModelSource> model,
        Optional<PluginUse<DatasetSource>> calibrate,
        List<Step> steps,
        Optional<Evaluation> evaluate,
        Map<String, Spot> spots) {

    /** The same with the mode decided. */
    public Experiment carriedOut(Mode how) {
        return new Experiment(
                file, name, seed, device, how, engine, batch, model, calibrate, steps, evaluate,
                spots);
    }

    /** The network alone, without steps and data. */
    public Experiment bare() {
        return new Experiment(
                file,
                name,
                seed,
                device,
                mode,
                engine,
                batch,
                model,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                spots);
    }

    /** The same without anything to score on. */
    public Experiment unscored() {
        return new Experiment(
                file,
                name,
                seed,
                device,
                mode,
                engine,
                batch,
                model,
                calibrate,
                steps,
                Optional.empty(),
                spots);
    }

    /** The same with device, mode and engine as they were decided for another. */
    public Experiment as(Experiment decided) {
        return new Experiment(
                file,
                name,
                seed,
                decided.device,
                decided.mode,
                decided.engine,
                batch,
                model,
                calibrate,
                steps,
                evaluate,
                spots);
    }

    /** The same with the engine decided. */
    public Experiment computedBy(String which) {
        return new Experiment(
                file, name, seed, device, mode, which, batch, model, calibrate, steps, evaluate,
                spots);
    }

    /** The same in batches of another size. */
    public Experiment inBatchesOf(int size) {
        return new Experiment(
                file, name, seed, device, mode, engine, size, model, calibrate, steps, evaluate,
                spots);
    }

    /**
     * @param data what to answer
     * @param metrics how to score the answers
     */
    public record Evaluation(PluginUse<DatasetSource> data, List<PluginUse<Score>> metrics) {}
}
