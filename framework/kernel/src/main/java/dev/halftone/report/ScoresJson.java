package dev.halftone.report;

import dev.halftone.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes {@code scores.json}. */
public final class ScoresJson {

    private ScoresJson() {}

    /**
     * @param caveats what makes the numbers incomparable with others
     */
    public static String text(String experiment, Scores scores, Size size, List<String> caveats) {
        Map<String, Object> inFloat = new TreeMap<>();
        Map<String, Object> quantized = new TreeMap<>();
        for (Scores.Metric metric : scores.metrics()) {
            inFloat.put(metric.name(), plain(metric.inFloat()));
            metric.quantized().ifPresent(numbers -> quantized.put(metric.name(), plain(numbers)));
        }
        Map<String, Object> all = new TreeMap<>();
        all.put("experiment", experiment);
        all.put("examples", scores.examples());
        all.put("float", inFloat);
        if (scores.metrics().stream().allMatch(metric -> metric.quantized().isPresent())) {
            all.put("quantized", quantized);
        }
        all.put(
                "size",
                Map.of(
                        "float_bytes", size.floatBytes(),
                        "quantized_bytes", size.quantizedBytes(),
                        "saved_mib", size.savedMib(),
                        "quantized_parameters", size.quantizedParameters(),
                        "saved_mib_from_float16", size.savedMibFromFloat16()));
        if (!caveats.isEmpty()) {
            all.put("caveats", caveats);
        }
        return Json.pretty(all);
    }

    private static Object plain(Map<String, Double> numbers) {
        return numbers.keySet().equals(Set.of("")) ? numbers.get("") : numbers;
    }
}
