package dev.halftone.report;

import dev.halftone.site.Role;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Decides which sites account for the error of the outputs. A site is to blame when, quantized
 * alone, it moves the outputs at least half as far as the whole plan does, or at least three times
 * as far as the next worst site. Below one percent of error altogether, nothing is.
 */
public final class Blaming {

    private static final double NEGLIGIBLE = 0.01;
    private static final double SHARE = 0.5;
    private static final double LEAD = 3;
    private static final int MOST = 3;
    private static final int WORST = 5;

    private Blaming() {}

    /** The sites that hurt the outputs most, worst first. */
    public static List<SiteLine> worst(Analysis analysis) {
        return sorted(analysis).stream().limit(WORST).toList();
    }

    /** By impact, where it was measured; equal ones stay in network order. */
    private static List<SiteLine> sorted(Analysis analysis) {
        return analysis.sites().stream()
                .filter(SiteLine::isMeasured)
                .sorted(Comparator.comparingDouble(SiteLine::impact).reversed())
                .toList();
    }

    /** The sites to blame, worst first; often none. */
    public static List<Blame> blame(Analysis analysis) {
        double whole = analysis.outputError().orElse(0);
        List<SiteLine> sorted = sorted(analysis);
        if (whole < NEGLIGIBLE || sorted.isEmpty()) {
            return List.of();
        }
        List<SiteLine> dominant =
                sorted.stream().filter(line -> line.impact() >= SHARE * whole).limit(MOST).toList();
        if (dominant.isEmpty() && leads(sorted)) {
            dominant = sorted.subList(0, 1);
        }
        return dominant.stream().map(line -> blame(line, whole)).toList();
    }

    private static boolean leads(List<SiteLine> sorted) {
        return sorted.size() > 1 && sorted.get(0).impact() >= LEAD * sorted.get(1).impact();
    }

    private static Blame blame(SiteLine line, double whole) {
        String id = line.site().id();
        return new Blame(id, line.impact(), why(line, whole), fix(id));
    }

    /** The one line that keeps a site in float. */
    private static String fix(String site) {
        return "- { keep-float: {}, sites: \"" + site + "\" }";
    }

    private static String why(SiteLine line, double whole) {
        String what =
                line.site().role() == Role.WEIGHT
                        ? "the weight"
                        : "the " + line.site().role().word();
        return String.format(
                Locale.ROOT,
                "%s of %s: quantized alone to %s, it changes the outputs by %s; the whole plan"
                        + " changes them by %s",
                what,
                line.site().path(),
                line.grid().summary(),
                percent(line.impact()),
                percent(whole));
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
