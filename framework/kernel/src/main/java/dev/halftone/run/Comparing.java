package dev.halftone.run;

import dev.halftone.report.Outputs;
import dev.halftone.run.Comparison.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts runs side by side. */
final class Comparing {
    private static final String DATA = "data.evaluate.fingerprint";

    private Comparing() {}

    static Comparison of(List<RunFolder> runs) {
        List<Optional<Outputs>> outputs = outputs(runs);
        return new Comparison(
                runs.stream().map(RunFolder::name).toList(),
                differing(runs.stream().map(RunFolder::experiment).toList()),
                differing(runs.stream().map(Comparing::numbers).toList()),
                outputs.stream()
                        .flatMap(Optional::stream)
                        .mapToInt(Outputs::pictures)
                        .min()
                        .orElse(0),
                apart(outputs));
    }

    private static Map<String, String> numbers(RunFolder run) {
        Map<String, String> numbers = new TreeMap<>(run.json(RunFolder.SCORES));
        if (run.has(RunFolder.SITES)) {
            numbers.putAll(SitesApart.in(run.text(RunFolder.SITES)));
        }
        return numbers;
    }

    /** What is recorded, where it answers the same pictures as the first run's. */
    private static List<Optional<Outputs>> outputs(List<RunFolder> runs) {
        Optional<String> data = data(runs.get(0));
        return runs.stream()
                .map(
                        run ->
                                Optional.of(run)
                                        .filter(one -> data.isPresent() && data.equals(data(one)))
                                        .filter(one -> one.has(RunFolder.OUTPUTS))
                                        .map(
                                                one ->
                                                        Outputs.read(
                                                                one.path()
                                                                        .resolve(
                                                                                RunFolder
                                                                                        .OUTPUTS))))
                .toList();
    }

    private static Optional<String> data(RunFolder run) {
        return Optional.ofNullable(run.json(RunFolder.MANIFEST).get(DATA));
    }

    private static List<Row> apart(List<Optional<Outputs>> outputs) {
        if (outputs.get(0).isEmpty()) {
            return List.of();
        }
        Outputs first = outputs.get(0).get();
        List<Map<String, String>> columns =
                outputs.stream()
                        .skip(1)
                        .map(other -> other.map(one -> Distance.of(first, one)).orElse(Map.of()))
                        .toList();
        Set<String> keys = new LinkedHashSet<>();
        columns.forEach(column -> keys.addAll(column.keySet()));
        return keys.stream().map(key -> row(key, columns)).toList();
    }

    private static Row row(String key, List<Map<String, String>> columns) {
        List<String> values = new ArrayList<>(List.of(""));
        columns.forEach(column -> values.add(column.getOrDefault(key, "")));
        return new Row(key, values);
    }

    /** The keys whose values are not the same everywhere. */
    static List<Row> differing(List<Map<String, String>> columns) {
        Set<String> keys = new TreeSet<>(new ByNumbers());
        columns.forEach(column -> keys.addAll(column.keySet()));
        List<Row> rows = new ArrayList<>();
        for (String key : keys) {
            List<String> values =
                    columns.stream().map(column -> column.getOrDefault(key, "")).toList();
            if (values.stream().distinct().count() > 1) {
                rows.add(new Row(key, values));
            }
        }
        return rows;
    }
}
