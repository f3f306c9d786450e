package dev.halftone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import dev.halftone.engine.TorchEngine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.grid.Range;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.run.Console;
import dev.halftone.run.RunOptions;
import dev.halftone.run.Runs;
import dev.halftone.run.Setting;
import dev.halftone.toy.Toys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final String TOY =
            """
            name: toy
            seed: 3
            batch: 4
            device: cpu
            mode: float
            model: { toy: { outlier: 200 } }
            """;

    @TempDir Path folder;

    /** Takes as long as it is told, by a clock that only it moves. */
    private record Slow(AtomicLong clock, List<String> turns, String name, List<Integer> ms)
            implements Program {
        @Override
        public NDList run(NDList inputs) {
            clock.addAndGet(ms.get((int) turns.stream().filter(name::equals).count()) * 1_000_000L);
            turns.add(name);
            return new NDList(inputs.get(0).duplicate());
        }

        @Override
        public void close() {}
    }

    private Speed bench(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("toy.yaml"), yaml);
        Experiment toy = new ExperimentReader(Toys.catalog(), Map.of()).read(file, List.of());
        RunOptions options =
                new RunOptions(
                        folder.resolve("runs"),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Console.SILENT);
        return new Runs(Setting.of(Toys.catalog(), Map.of())).bench(toy, options, 5);
    }

    @Test
    void measuresEveryModeWhateverTheFileSays() throws IOException {
        Speed speed = bench(TOY + "calibrate: { noise: { take: 2 } }\nquantize: [ cover ]\n");

        assertThat(speed.model()).isEqualTo("toy");
        assertThat(speed.batch()).isEqualTo(4);
        assertThat(speed.modes())
                .extracting(Speed.Pace::mode)
                .containsExactly("float", "simulated", "integer");
        assertThat(speed.modes()).allSatisfy(pace -> assertThat(pace.ms()).isPositive());
        assertThat(speed.modes().get(0).ratio()).isEqualTo(1);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void runsOnNoiseWithoutData() throws IOException {
        Speed speed = bench(TOY + "quantize: [ { cover: {}, sites: \"**:weight\" } ]\n");

        assertThat(speed.modes()).hasSize(3);
    }

    @Test
    void measuresObserversByWhatTheyGather() throws IOException {
        Path file = Files.writeString(folder.resolve("toy.yaml"), TOY);
        Experiment toy = new ExperimentReader(Toys.catalog(), Map.of()).read(file, List.of());
        RangeObserver ends = (seen, levels) -> seen.range();
        RangeObserver counts =
                (seen, levels) -> seen.histogram().total() > 0 ? seen.range() : Range.of(0, 1);

        CalibrationSpeed speed =
                new Runs(Setting.of(Toys.catalog(), Map.of()))
                        .benchCalibration(
                                toy,
                                new TreeMap<>(Map.of("counts", counts, "ends", ends, "same", ends)),
                                new RunOptions(
                                        folder.resolve("runs"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        Console.SILENT),
                                5);

        assertThat(speed.sites()).isPositive();
        assertThat(speed.ms()).isPositive();
        assertThat(speed.observers())
                .extracting(CalibrationSpeed.Cost::observer)
                .containsExactly("counts", "ends", "same");
        assertThat(speed.observers()).allSatisfy(cost -> assertThat(cost.ratio()).isPositive());
        assertThat(speed.observers().get(1).ms()).isEqualTo(speed.observers().get(2).ms());
        assertThat(speed.observers().get(0).ms()).isNotEqualTo(speed.observers().get(1).ms());
        assertThat(speed.learning()).isEmpty();
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithTheExperiment() {
        assertThatThrownBy(() -> bench(TOY + "quantize: [ cover ]\n"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("needs calibration data");
    }

    @Test
    void takesTurnsAndTheMedianAfterWarmingUp() {
        AtomicLong clock = new AtomicLong();
        List<String> turns = new ArrayList<>();
        Program a = new Slow(clock, turns, "a", List.of(90, 90, 10, 50, 12, 11, 13));
        Program b = new Slow(clock, turns, "b", List.of(90, 90, 18, 18, 18, 99, 1));
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            List<Speed.Pace> paces =
                    new Alternation(5, clock::get)
                            .of(
                                    List.of(
                                            new Alternation.Entry("float", "torch", a),
                                            new Alternation.Entry("simulated", "torch", b)),
                                    new NDList(engine.manager().create(new float[] {1})),
                                    new Console.Silence());

            assertThat(paces).extracting(Speed.Pace::ms).containsExactly(12.0, 18.0);
            assertThat(paces.get(1).ratio()).isCloseTo(1.5, within(1e-9));
            assertThat(String.join("", turns)).isEqualTo("ab".repeat(7));
        }
    }

    @Test
    void medianOfAnEvenNumberLiesBetween() {
        assertThat(Alternation.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    }
}
