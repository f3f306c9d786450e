package dev.halftone.report;

import dev.halftone.engine.Apart;
import dev.halftone.engine.Contrast.SiteError;
import dev.halftone.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code sites.csv}: one line per site on a grid, in network order (RFC 4180). */
public final class SitesCsv {

    private static final String HEADER =
            "site,role,bits,grid,min,max,own_sqnr_db,sqnr_db,cosine,mse,impact,runs,steps_apart,"
                    + "codes_apart\n";

    private static final Apart UNKNOWN = new Apart(Double.NaN, Double.NaN);

    private SitesCsv() {}

    /**
     * @param integer ids of the sites that run in integers
     * @param drift how far they are from the simulation
     */
    public static String text(List<SiteLine> lines, Set<String> integer, Map<String, Apart> drift) {
        return HEADER
                + lines.stream()
                        .map(line -> row(line, integer, drift))
                        .collect(Collectors.joining());
    }

    private static String row(SiteLine line, Set<String> integer, Map<String, Apart> drift) {
        SiteError error = line.error();
        Apart apart = drift.getOrDefault(line.site().id(), UNKNOWN);
        return Stream.of(
                                text(line.site().id()),
                                line.site().role().word(),
                                number(line.grid().bits()),
                                text(line.grid().summary()),
                                number(error.min()),
                                number(error.max()),
                                number(error.ownSqnr()),
                                number(error.sqnr()),
                                number(error.cosine()),
                                number(error.mse()),
                                number(line.impact()),
                                runs(line, integer),
                                number(apart.steps()),
                                number(apart.codes()))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private static String runs(SiteLine line, Set<String> integer) {
        return integer.contains(line.site().id()) ? "integer" : "simulated";
    }

    /** Infinite where nothing is lost, empty where nothing can be said. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return Double.isInfinite(value) ? (value > 0 ? "inf" : "-inf") : Json.shortest(value);
    }

    private static String text(String value) {
        return value.matches("[^\",\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
