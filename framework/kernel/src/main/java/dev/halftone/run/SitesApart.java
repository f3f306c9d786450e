package dev.halftone.run;

import dev.halftone.json.Json;
import java.util.List;
import java.util.Map;

/** What the last two columns of {@code sites.csv} come to, over all sites. */
final class SitesApart {
    private static final String COLUMNS = "steps_apart,codes_apart";

    private SitesApart() {}

    /** Nothing if the run recorded none. */
    static Map<String, String> in(String csv) {
        List<String> lines = csv.lines().toList();
        if (lines.isEmpty() || !lines.get(0).endsWith(COLUMNS)) {
            return Map.of();
        }
        List<double[]> recorded =
                lines.stream()
                        .skip(1)
                        .filter(line -> !line.endsWith(",,"))
                        .map(SitesApart::numbers)
                        .toList();
        if (recorded.isEmpty()) {
            return Map.of();
        }
        double steps = recorded.stream().mapToDouble(line -> line[0]).max().orElseThrow();
        double codes = recorded.stream().mapToDouble(line -> line[1]).average().orElseThrow();
        return Map.of(
                "sites.most_steps_apart", Json.shortest(steps),
                "sites.codes_apart", Json.shortest(codes));
    }

    private static double[] numbers(String line) {
        int last = line.lastIndexOf(',');
        int before = line.lastIndexOf(',', last - 1);
        return new double[] {
            Double.parseDouble(line.substring(before + 1, last)),
            Double.parseDouble(line.substring(last + 1))
        };
    }
}
