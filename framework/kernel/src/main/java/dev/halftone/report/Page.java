package dev.halftone.report;

import dev.halftone.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Writes {@code report.html}: one file that needs nothing else, readable without scripts.
 *
 * @param summary what the run came to
 * @param analysis where the error arises
 * @param manifest what it was made from
 * @param experiment the effective experiment's text
 * @param network a picture of it, as {@link NetworkPicture} draws it, or nothing
 */
public record Page(
        Summary summary,
        Analysis analysis,
        Map<String, Object> manifest,
        String experiment,
        String network) {

    private static final String CHARTS =
            "/META-INF/resources/webjars/chart.js/4.4.9/dist/chart.umd.js";

    public String html() {
        Map<String, String> parts =
                Map.ofEntries(
                        Map.entry("title", Html.escaped(manifest.get("id").toString())),
                        Map.entry("subtitle", Html.escaped(subtitle())),
                        Map.entry("blame", blame()),
                        Map.entry("scores", scores()),
                        Map.entry("size", size()),
                        Map.entry("network", network),
                        Map.entry(
                                "sites",
                                analysis.sites().isEmpty() ? "" : SitesPart.html(analysis)),
                        Map.entry("provenance", provenance()),
                        Map.entry("experiment", Html.escaped(experiment)),
                        Map.entry("script", analysis.sites().isEmpty() ? "" : script()));
        return fill(resource("report.html"), parts);
    }

    /** In one go, so that nothing inside a part is taken for a placeholder. */
    private static String fill(String template, Map<String, String> parts) {
        StringBuilder html = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
            int close = template.indexOf("}}", open);
            html.append(template, at, open).append(parts.get(template.substring(open + 2, close)));
            at = close + 2;
        }
        return html.append(template.substring(at)).toString();
    }

    private String subtitle() {
        return "%s, %s on %s, %d examples, Halftone %s"
                .formatted(
                        summary.experiment(),
                        summary.mode().word(),
                        manifest.get("device"),
                        summary.examples(),
                        manifest.get("halftone"));
    }

    private String blame() {
        StringBuilder html = new StringBuilder();
        for (String caveat : summary.caveats()) {
            html.append(
                            "<div class=\"blame\"><strong>Not to be compared with other numbers</strong>")
                    .append("<p>")
                    .append(Html.escaped(capitalized(caveat)))
                    .append(".</p></div>\n");
        }
        for (Blame blame : summary.blame()) {
            html.append("<div class=\"blame\"><strong>One site to look at: ")
                    .append(Html.code(blame.site()))
                    .append("</strong><p>")
                    .append(Html.escaped(capitalized(blame.why())))
                    .append(".</p><p>To keep it in float, add this step at the end:</p><pre>")
                    .append(Html.escaped(blame.fix()))
                    .append("</pre></div>\n");
        }
        return html.toString();
    }

    private static String capitalized(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String scores() {
        if (summary.scores().isEmpty()) {
            return "<p class=\"quiet\">Nothing was scored.</p>";
        }
        List<List<String>> rows = new ArrayList<>();
        for (Summary.ScoreLine line : summary.scores()) {
            rows.add(
                    List.of(
                            Html.escaped(line.metric()),
                            number(line.inFloat()),
                            number(line.quantized()),
                            difference(line)));
        }
        return Html.table(List.of("metric", "#float", "#quantized", "#difference"), rows);
    }

    private static String difference(Summary.ScoreLine line) {
        OptionalDouble difference = line.difference();
        if (difference.isEmpty() || !Double.isFinite(difference.getAsDouble())) {
            return "";
        }
        double value = difference.getAsDouble();
        boolean worse = line.higherIsBetter() ? value < 0 : value > 0;
        String style = value == 0 ? "" : worse ? "worse" : "better";
        String sign = value > 0 ? "+" : "";
        return "<span class=\"" + style + "\">" + sign + number(difference) + "</span>";
    }

    private static String number(OptionalDouble value) {
        if (value.isEmpty() || !Double.isFinite(value.getAsDouble())) {
            return "–";
        }
        String format = Math.abs(value.getAsDouble()) < 1 ? "%.4f" : "%.2f";
        return String.format(Locale.ROOT, format, value.getAsDouble());
    }

    private String size() {
        Size size = summary.size();
        return "<p>Parameters take %s in float32 and %s quantized: %s saved.</p>"
                .formatted(
                        mib(size.floatBytes()),
                        mib(size.quantizedBytes()),
                        mib(size.floatBytes() - size.quantizedBytes()));
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.2f MiB", bytes / (1024.0 * 1024.0));
    }

    private String provenance() {
        List<List<String>> rows = new ArrayList<>();
        rows("", manifest, rows);
        return Html.table(List.of("what", "value"), rows);
    }

    private static void rows(String key, Object value, List<List<String>> rows) {
        if (value instanceof Map<?, ?> map) {
            String before = key.isEmpty() ? "" : key + " ";
            map.forEach((name, held) -> rows(before + name, held, rows));
        } else if (value instanceof List<?> list) {
            list.forEach(held -> rows(key, held, rows));
        } else {
            rows.add(List.of(Html.escaped(key), Html.code(value.toString())));
        }
    }

    private String script() {
        return "<script type=\"application/json\" id=\"data\">"
                + Json.line(SitesPart.chartData(analysis, summary.blame())).replace("<", "\\u003c")
                + "</script>\n<script>"
                + inert(resource(CHARTS))
                + "</script>\n<script>"
                + inert(resource("charts.js"))
                + "</script>";
    }

    /** A script must not end the element that holds it. */
    private static String inert(String script) {
        return script.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
