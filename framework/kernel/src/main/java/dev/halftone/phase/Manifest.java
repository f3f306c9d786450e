package dev.halftone.phase;

import dev.halftone.catalog.Pack;
import dev.halftone.data.Examples;
import dev.halftone.directory.Identity;
import dev.halftone.experiment.Mode;
import dev.halftone.json.Json;
import dev.halftone.run.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Writes {@code manifest.json}: what a run was made from and on. */
final class Manifest {

    /** Pictures of the calibration data that are listed by name; the fingerprint tells all. */
    private static final int FIRST = 32;

    private Manifest() {}

    /** The facts, as plain values. */
    static Map<String, Object> facts(
            Loaded loaded, Identity identity, Execution execution, List<Pack> packs) {
        Map<String, Object> facts = deciding(loaded, packs);
        facts.put("id", identity.id());
        facts.put("jdk", property("java.vendor") + " " + property("java.runtime.version"));
        facts.put("os", property("os.name") + " " + property("os.version"));
        facts.put("architecture", property("os.arch"));
        facts.put("processor", Processor.name());
        facts.put("threads", loaded.engine().threads());
        facts.put("device", loaded.experiment().device());
        facts.put("mode", loaded.experiment().mode().word());
        facts.put("integer", integer(execution));
        facts.put("data", data(loaded));
        return facts;
    }

    /** Those of them that are known before data is opened and decide a plan. */
    static Map<String, Object> deciding(Loaded loaded, List<Pack> packs) {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("halftone", Version.text());
        facts.put("packs", packs.stream().map(Manifest::pack).toList());
        facts.put("engine", loaded.engine().version());
        facts.put("seed", loaded.experiment().seed());
        facts.put("weights", new TreeMap<>(loaded.weights()));
        return facts;
    }

    static String text(Map<String, Object> facts) {
        return Json.pretty(facts);
    }

    /** What mode {@code integer} did; why {@code auto} chose another is in the journal. */
    private static Object integer(Execution execution) {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("sites", execution.integer().size());
        Map<String, Object> simulated = new TreeMap<>();
        if (execution.mode() == Mode.INTEGER) {
            execution.placement().reasons().forEach((why, some) -> simulated.put(why, some.size()));
        }
        facts.put("simulated", simulated);
        return facts;
    }

    private static Object pack(Pack pack) {
        return new TreeMap<>(Map.of("name", pack.name(), "sha256", pack.sha256()));
    }

    private static Object data(Loaded loaded) {
        Map<String, Object> data = new TreeMap<>();
        loaded.calibration().ifPresent(found -> data.put("calibrate", ordered(found)));
        put(data, "evaluate", loaded.evaluation());
        return data;
    }

    private static void put(Map<String, Object> data, String key, Optional<Examples> examples) {
        examples.ifPresent(found -> data.put(key, facts(found)));
    }

    private static Map<String, Object> facts(Examples examples) {
        return new TreeMap<>(
                Map.of("examples", examples.size(), "fingerprint", examples.fingerprint()));
    }

    /** The order matters to some observers. It is the dataset's, whatever the seed. */
    private static Map<String, Object> ordered(Examples examples) {
        Map<String, Object> facts = facts(examples);
        facts.put(
                "first",
                IntStream.range(0, Math.min(FIRST, examples.size()))
                        .mapToObj(i -> examples.get(i).name())
                        .toList());
        return facts;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
