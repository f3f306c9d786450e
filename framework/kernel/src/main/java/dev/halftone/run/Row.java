package dev.halftone.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a finished run says in one line of a table.
 *
 * @param experiment its name
 * @param bits of weights, activations and, where they differ, probabilities: {@code 8/8/4}; the
 *     number that most sites have, 32 in float
 * @param scores of the quantized network, of the float one where nothing is quantized
 * @param mebibytes what the parameters take
 * @param seconds for calibrating and deciding
 * @param examples how many were scored
 * @param caveats what makes the numbers incomparable with others
 */
public record Row(
        String experiment,
        String bits,
        Map<String, Double> scores,
        double mebibytes,
        double seconds,
        int examples,
        List<String> caveats) {

    private static final double MEBIBYTE = 1 << 20;

    static Row of(RunFolder run) {
        Map<String, String> scores = run.json(RunFolder.SCORES);
        Map<String, String> times = run.json(RunFolder.TIMING);
        boolean quantized = scores.keySet().stream().anyMatch(key -> key.startsWith("quantized."));
        return new Row(
                scores.get("experiment"),
                bits(run.json(RunFolder.PLAN)),
                numbers(scores, quantized ? "quantized." : "float."),
                Double.parseDouble(scores.get("size.quantized_bytes")) / MEBIBYTE,
                seconds(times, "calibrate") + seconds(times, "quantize"),
                Integer.parseInt(scores.get("examples")),
                scores.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("caveats["))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    private static double seconds(Map<String, String> times, String phase) {
        return Double.parseDouble(times.getOrDefault("phases_seconds." + phase, "0"));
    }

    private static Map<String, Double> numbers(Map<String, String> scores, String prefix) {
        Map<String, Double> numbers = new TreeMap<>();
        scores.forEach(
                (key, value) -> {
                    if (key.startsWith(prefix) && !value.equals("null")) {
                        String name = key.substring(prefix.length()).replace('.', ' ');
                        numbers.put(name, Double.parseDouble(value));
                    }
                });
        return numbers;
    }

    private static String bits(Map<String, String> plan) {
        Map<String, String> roles = new LinkedHashMap<>();
        plan.forEach(
                (key, value) -> {
                    if (key.endsWith("].role")) {
                        String site = key.substring(0, key.length() - ".role".length());
                        roles.put(site, value + " " + plan.get(site + ".bits"));
                    }
                });
        String weights = most(roles, "weight"::equals);
        String activations = most(roles, List.of("input", "query", "key", "value")::contains);
        String probabilities = most(roles, "probabilities"::equals);
        boolean same = probabilities.isEmpty() || probabilities.equals(activations);
        return weights + "/" + activations + (same ? "" : "/" + probabilities);
    }

    /** The bits that most sites of some roles have, the smaller of two that are as many. */
    private static String most(Map<String, String> roles, Predicate<String> meant) {
        Map<Double, Long> counts =
                roles.values().stream()
                        .map(words -> words.split(" "))
                        .filter(words -> meant.test(words[0]))
                        .collect(
                                Collectors.groupingBy(
                                        words -> Double.valueOf(words[1]),
                                        TreeMap::new,
                                        Collectors.counting()));
        return counts.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(entry -> entry.getKey().toString().replaceAll("\\.0$", ""))
                .orElse("");
    }
}
