package dev.halftone.run;

import dev.halftone.run.Comparison.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts runs side by side. */
final class Comparing {

    private Comparing() {}

    static Comparison of(List<RunFolder> runs) {
        return new Comparison(
                runs.stream().map(RunFolder::name).toList(),
                differing(runs.stream().map(RunFolder::experiment).toList()),
                differing(runs.stream().map(run -> run.json(RunFolder.SCORES)).toList()));
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
