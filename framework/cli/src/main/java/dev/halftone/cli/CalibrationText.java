package dev.halftone.cli;

import dev.halftone.bench.CalibrationSpeed;
import dev.halftone.bench.CalibrationSpeed.Cost;
import dev.halftone.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code bench --calibration} prints. */
final class CalibrationText {

    private CalibrationText() {}

    static String json(CalibrationSpeed speed) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model", speed.model());
        all.put("batch", speed.batch());
        all.put("sites", speed.sites());
        all.put("float_ms", speed.ms());
        all.put("observers", speed.observers().stream().map(CalibrationText::facts).toList());
        all.put(
                "learning",
                speed.learning().stream()
                        .map(
                                step ->
                                        Map.of(
                                                "step", step.step(),
                                                "examples", step.examples(),
                                                "ms", step.ms(),
                                                "float_ms", step.floatMs(),
                                                "ratio", step.ratio()))
                        .toList());
        return Json.line(all);
    }

    private static Map<String, Object> facts(Cost cost) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("observer", cost.observer());
        facts.put("ms", cost.ms());
        facts.put("ratio", cost.ratio());
        facts.put("ratio_inputs", cost.usual());
        facts.put("deciding_ms", cost.deciding());
        cost.peak()
                .ifPresent(
                        peak -> {
                            facts.put("peak_mib", peak.few());
                            facts.put("peak_mib_fourfold", peak.many());
                        });
        return facts;
    }

    static List<String> table(CalibrationSpeed speed) {
        List<List<String>> rows = new ArrayList<>();
        String each = "ms per batch of " + speed.batch();
        rows.add(
                List.of(
                        speed.model(),
                        each,
                        "ratio",
                        "inputs alone",
                        "deciding ms",
                        "MiB",
                        "MiB, 4 × images"));
        rows.add(List.of("float", digits("%.1f", speed.ms()), "1.00", "1.00", "", "", ""));
        for (Cost cost : speed.observers()) {
            rows.add(
                    List.of(
                            cost.observer(),
                            digits("%.1f", cost.ms()),
                            digits("%.2f", cost.ratio()),
                            digits("%.2f", cost.usual()),
                            digits("%.0f", cost.deciding()),
                            cost.peak().map(p -> digits("%.0f", p.few())).orElse(""),
                            cost.peak().map(p -> digits("%.0f", p.many())).orElse("")));
        }
        List<String> lines = new ArrayList<>(Columns.of(rows));
        speed.learning().ifPresent(step -> lines.addAll(learning(step)));
        return lines;
    }

    private static List<String> learning(CalibrationSpeed.Learning step) {
        return Columns.of(
                List.of(
                        List.of("one step", "ms per " + step.examples() + " rows", "ratio"),
                        List.of("float", digits("%.1f", step.floatMs()), "1.00"),
                        List.of(
                                step.step(),
                                digits("%.1f", step.ms()),
                                digits("%.2f", step.ratio()))));
    }

    private static String digits(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
