package dev.halftone.phase;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.json.Json;
import dev.halftone.planfile.PlanFile;
import dev.halftone.run.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds a finished run of an experiment without opening its data: one with the same effective
 * experiment, the same weights, packs and release. That data in the same place is the same is taken
 * for granted.
 *
 * @param experiment as written
 * @param setting writes experiments down
 * @param runs finished runs of that name, the newest last
 */
record Reuse(Experiment experiment, Setting setting, List<Path> runs) {
    private static final List<String> MUST_AGREE = List.of("halftone", "packs", "engine", "seed");

    static Reuse of(Experiment experiment, Setting setting, Path folder) {
        String names = Pattern.quote(experiment.name()) + "-[0-9a-f]{8}";
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> runs =
                    all.filter(run -> run.getFileName().toString().matches(names))
                            .filter(PlanFile::isIn)
                            .filter(run -> Files.isRegularFile(run.resolve("scores.json")))
                            .sorted()
                            .toList();
            return new Reuse(experiment, setting, runs);
        } catch (IOException e) {
            return new Reuse(experiment, setting, List.of());
        }
    }

    boolean isPossible() {
        return !runs.isEmpty();
    }

    /**
     * @param network the experiment's alone, loaded
     */
    Optional<Path> fitting(Loaded network) {
        Experiment decided = experiment.as(network.experiment());
        List<Mode> modes =
                decided.mode() == Mode.AUTO
                        ? List.of(Mode.SIMULATED, Mode.INTEGER)
                        : List.of(decided.mode());
        List<String> texts =
                modes.stream().map(decided::carriedOut).map(setting.effective()).toList();
        return runs.stream().filter(run -> isOf(run, texts) && agrees(run, network)).findFirst();
    }

    private static boolean isOf(Path run, List<String> texts) {
        return texts.contains(text(run.resolve("experiment.yaml")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private boolean agrees(Path run, Loaded network) {
        try {
            JsonObject then =
                    JsonParser.parseString(text(run.resolve("manifest.json"))).getAsJsonObject();
            JsonObject now = now(network);
            JsonObject weights = then.getAsJsonObject("weights");
            return MUST_AGREE.stream().allMatch(key -> now.get(key).equals(then.get(key)))
                    && now.getAsJsonObject("weights").entrySet().stream()
                            .allMatch(one -> one.getValue().equals(weights.get(one.getKey())));
        } catch (JsonParseException | IllegalStateException e) {
            return false;
        }
    }

    private JsonObject now(Loaded network) {
        Map<String, Object> facts = Manifest.deciding(network, setting.packs());
        JsonElement tree = JsonParser.parseString(Json.line(facts));
        return tree.getAsJsonObject();
    }
}
