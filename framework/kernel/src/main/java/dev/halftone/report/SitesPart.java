package dev.halftone.report;

import dev.halftone.engine.Contrast.SiteError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The part of the report about sites: two charts, the worst sites, and all of them. */
final class SitesPart {

    private static final int BARS = 20;

    private SitesPart() {}

    static String html(Analysis analysis) {
        return """
        <h2>Where the error arises</h2>
        <p class="quiet">Signal to quantization noise at every site, in network order, on %d images: what \
        the site's own grid does to the float values, and how far the quantized network has strayed there.</p>
        <div class="chart"><canvas id="error"></canvas></div>
        <h2>What it does to the outputs</h2>
        <p class="quiet">%s quantized alone. The whole plan changes the outputs by %s.</p>
        <div class="chart"><canvas id="impact"></canvas></div>
        <h2>The worst sites</h2>
        %s
        <details><summary>All %d sites</summary>%s</details>
        """
                .formatted(
                        analysis.images(),
                        measured(analysis),
                        Blaming.percent(analysis.outputError().orElse(Double.NaN)),
                        table(Blaming.worst(analysis)),
                        analysis.sites().size(),
                        table(analysis.sites()));
    }

    private static String measured(Analysis analysis) {
        long count = analysis.sites().stream().filter(SiteLine::isMeasured).count();
        return count == analysis.sites().size()
                ? "Each site"
                : "The %d sites with the most noise of their own, each".formatted(count);
    }

    private static String table(List<SiteLine> lines) {
        List<List<String>> rows = new ArrayList<>();
        for (SiteLine line : lines) {
            SiteError error = line.error();
            rows.add(
                    List.of(
                            Html.code(line.site().id()),
                            Html.escaped(line.grid().summary()),
                            number("%.4g", error.min()),
                            number("%.4g", error.max()),
                            number("%.1f", error.ownSqnr()),
                            number("%.1f", error.sqnr()),
                            number("%.5f", error.cosine()),
                            Blaming.percent(line.impact())));
        }
        return Html.table(
                List.of(
                        "site",
                        "grid",
                        "#min",
                        "#max",
                        "#own SQNR, dB",
                        "#SQNR, dB",
                        "#cosine",
                        "#impact"),
                rows);
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
    }

    static Map<String, Object> chartData(Analysis analysis, List<Blame> blame) {
        List<SiteLine> lines = analysis.sites();
        List<SiteLine> worst =
                lines.stream()
                        .filter(SiteLine::isMeasured)
                        .sorted(Comparator.comparingDouble(SiteLine::impact).reversed())
                        .limit(BARS)
                        .toList();
        return Map.of(
                "sites", lines.stream().map(line -> line.site().id()).toList(),
                "own", sqnr(lines, false, SiteError::ownSqnr),
                "accumulated", sqnr(lines, false, SiteError::sqnr),
                "weights", sqnr(lines, true, SiteError::ownSqnr),
                "worst", worst.stream().map(line -> line.site().id()).toList(),
                "impact", worst.stream().map(line -> 100 * line.impact()).toList(),
                "blame", blame.stream().map(Blame::site).toList());
    }

    /** Decibels where a site is of the kind, else nothing; weights do not accumulate error. */
    private static List<Double> sqnr(
            List<SiteLine> lines, boolean weights, ToDoubleFunction<SiteError> decibels) {
        return lines.stream()
                .map(
                        line ->
                                line.site().isWeight() == weights
                                        ? decibels.applyAsDouble(line.error())
                                        : Double.NaN)
                .toList();
    }
}
