package dev.halftone.experiment;

import dev.halftone.site.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Writes an experiment down with nothing left to chance: every default explicit, {@code extends},
 * settings and variables resolved, paths absolute. Reading it gives the same experiment.
 */
public final class Effective {

    private Effective() {}

    /** The text of the file. */
    public static String yaml(Experiment experiment) {
        DumpSettings settings =
                DumpSettings.builder()
                        .setSchema(new CoreSchema())
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .setWidth(Integer.MAX_VALUE)
                        .setSplitLines(false)
                        .build();
        return new Dump(settings).dumpToString(map(experiment));
    }

    private static Map<String, Object> map(Experiment experiment) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", experiment.name());
        map.put("seed", experiment.seed());
        map.put("device", experiment.device());
        map.put("mode", experiment.mode().word());
        map.put("engine", experiment.engine());
        map.put("batch", experiment.batch());
        map.put("model", use(experiment.model()));
        experiment.calibrate().ifPresent(data -> map.put("calibrate", use(data)));
        if (!experiment.steps().isEmpty()) {
            map.put("quantize", experiment.steps().stream().map(Effective::step).toList());
        }
        experiment.evaluate().ifPresent(evaluate -> map.put("evaluate", evaluation(evaluate)));
        return map;
    }

    private static Map<String, Object> evaluation(Experiment.Evaluation evaluation) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("data", use(evaluation.data()));
        map.put("metrics", evaluation.metrics().stream().map(Effective::use).toList());
        return map;
    }

    private static Map<String, Object> step(Step step) {
        Map<String, Object> map = use(step.use());
        List<String> sites =
                step.sites().stream().map(Selector::text).map(Environment::escape).toList();
        if (!sites.isEmpty()) {
            map.put("sites", sites.size() == 1 ? sites.get(0) : sites);
        }
        step.because().map(Environment::escape).ifPresent(because -> map.put("because", because));
        return map;
    }

    private static Map<String, Object> use(PluginUse<?> use) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(use.plugin().id(), escaped(use.parameters()));
        return map;
    }

    private static Object escaped(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, escaped(value)));
            return copy;
        }
        if (plain instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(escaped(item)));
            return copy;
        }
        return plain instanceof String text ? Environment.escape(text) : plain;
    }
}
