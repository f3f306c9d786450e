package dev.halftone.phase;

import dev.halftone.catalog.Pack;
import dev.halftone.data.Examples;
import dev.halftone.directory.Identity;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.PluginUse;
import dev.halftone.experiment.Step;
import dev.halftone.run.Version;
import dev.halftone.site.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lists what decides the numbers of a run. Weights and data count by content, not by path: a moved
 * folder makes no other run.
 */
final class Deciding {

    private Deciding() {}

    static Identity facts(Loaded loaded, List<Pack> packs) {
        Experiment e = loaded.experiment();
        Map<String, Object> facts = new TreeMap<>();
        facts.put("seed", e.seed());
        facts.put("mode", e.mode().word());
        facts.put("batch", e.batch());
        facts.put("device", e.device());
        facts.put("threads", loaded.engine().threads());
        facts.put("engine", loaded.engine().version());
        facts.put("halftone", Version.text());
        facts.put("packs", packs.stream().map(p -> List.of(p.name(), p.sha256())).toList());
        facts.put("model", use(e.model(), loaded.weights()));
        facts.put("weights", loaded.weights().values().stream().sorted().toList());
        facts.put("calibrate", loaded.calibration().map(Examples::fingerprint));
        facts.put("evaluate", loaded.evaluation().map(Examples::fingerprint));
        facts.put("metrics", e.evaluate().map(Deciding::metrics));
        facts.put(
                "steps",
                loaded.steps().stream().map(MatchedStep::step).map(Deciding::step).toList());
        return new Identity(e.name(), facts);
    }

    private static Object metrics(Experiment.Evaluation evaluation) {
        return evaluation.metrics().stream().map(metric -> use(metric, Map.of())).toList();
    }

    private static Object step(Step step) {
        return List.of(
                use(step.use(), Map.of()),
                step.sites().stream().map(Selector::text).toList(),
                step.because());
    }

    private static Object use(PluginUse<?> use, Map<String, String> hashes) {
        return Map.of(use.plugin().id(), hashed(use.parameters(), hashes));
    }

    private static Object hashed(Object value, Map<String, String> hashes) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> all = new TreeMap<>();
            map.forEach((key, held) -> all.put(key.toString(), hashed(held, hashes)));
            return all;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(held -> hashed(held, hashes)).toList();
        }
        return Optional.ofNullable(hashes.get(String.valueOf(value)))
                .map(hash -> (Object) ("sha256:" + hash))
                .orElse(value);
    }
}
