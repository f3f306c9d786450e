package dev.halftone.report;

import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Draws a network from top to bottom, a row for each module with the bits of its sites in colour.
 * Modules that differ in numbers alone and have the same bits share a row.
 */
public final class NetworkPicture {
    private static final int ROW = 30;
    private static final int TOP = 46;
    private static final int WIDTH = 1040;
    private static final int CHIPS = 400;
    private static final int MOST = 120;
    private static final double LETTER = 7.3;
    private static final int[] STEPS = {2, 4, 6, 8, 16};

    private NetworkPicture() {}

    /** What a row shows of one site: {@code weight 8}; no bits is float. */
    private record Chip(String role, Optional<Double> bits) {

        String text() {
            return role + " " + bits.map(NetworkPicture::number).orElse("float");
        }

        String style() {
            return bits.map(NetworkPicture::level).orElse("float");
        }
    }

    /** Modules that look alike. */
    private record Kind(String pattern, List<Chip> chips) {}

    /**
     * The part of the page, with its heading.
     *
     * @param graph before any rewriting
     */
    public static String html(Graph graph, Plan plan) {
        Map<Kind, List<String>> rows = rows(plan.graph().orElse(graph), plan);
        if (rows.isEmpty()) {
            return "";
        }
        StringBuilder svg = new StringBuilder();
        int shown = Math.min(MOST, rows.size());
        int height = TOP + ROW * shown + 6;
        svg.append(
                """
                <h2>The network</h2>
                <p class="quiet">Each row is a module, or several that are alike, with the bits of what it reads and makes.</p>
                <div class="scroll"><svg class="network" viewBox="0 0 %d %d" role="img" aria-label="The modules of the network and their bits">
                """
                        .formatted(WIDTH, height));
        legend(svg);
        int last = TOP + ROW * (shown - 1) + ROW / 2;
        svg.append("<path class=\"spine\" d=\"M12 %d V%d\"/>\n".formatted(TOP + ROW / 2, last));
        int y = TOP;
        for (Map.Entry<Kind, List<String>> row : rows.entrySet().stream().limit(MOST).toList()) {
            row(svg, y, row.getKey(), row.getValue());
            y += ROW;
        }
        svg.append("</svg></div>\n");
        if (rows.size() > shown) {
            svg.append("<p class=\"quiet\">And %d more.</p>".formatted(rows.size() - shown));
        }
        return svg.toString();
    }

    private static Map<Kind, List<String>> rows(Graph graph, Plan plan) {
        Map<String, List<Chip>> modules = new LinkedHashMap<>();
        for (Site site : Sites.of(graph)) {
            Optional<Grid> grid = plan.grid(site.id());
            if (grid.isPresent() || site.role() == Role.WEIGHT || site.role().isActivation()) {
                Chip chip = new Chip(site.role().word(), grid.map(Grid::bits));
                List<Chip> chips = modules.computeIfAbsent(site.path(), p -> new ArrayList<>());
                if (!chips.contains(chip)) {
                    chips.add(chip);
                }
            }
        }
        Map<Kind, List<String>> rows = new LinkedHashMap<>();
        modules.forEach(
                (path, chips) -> {
                    String pattern = path.replaceAll("(?<=^|[._])\\d+(?=$|[._])", "*");
                    rows.computeIfAbsent(new Kind(pattern, chips), k -> new ArrayList<>())
                            .add(path);
                });
        return rows;
    }

    private static void legend(StringBuilder svg) {
        double x = CHIPS;
        for (int bits : STEPS) {
            x = chip(svg, x, 8, "b" + bits, bits == 2 ? "to 2 bits" : "to " + bits);
        }
        chip(svg, x, 8, "float", "float");
    }

    private static void row(StringBuilder svg, int y, Kind kind, List<String> paths) {
        int middle = y + ROW / 2;
        String name = paths.size() == 1 ? paths.get(0) : kind.pattern;
        String times = paths.size() == 1 ? "" : " × " + paths.size();
        int room = (int) ((CHIPS - 40) / LETTER) - times.length();
        String label =
                name.length() <= room ? name : "…" + name.substring(name.length() - room + 1);
        String all = paths.stream().limit(200).collect(Collectors.joining("\n"));
        svg.append(
                "<g><title>%s</title><circle class=\"stop\" cx=\"12\" cy=\"%d\" r=\"4\"/>"
                        .formatted(Html.escaped(all), middle));
        svg.append(
                "<text x=\"28\" y=\"%d\">%s<tspan class=\"times\">%s</tspan></text>"
                        .formatted(middle + 4, Html.escaped(label), times));
        double x = CHIPS;
        for (Chip chip : kind.chips) {
            x = chip(svg, x, y + 4, chip.style(), chip.text());
        }
        svg.append("</g>\n");
    }

    /** Draws a chip and says where the next begins. */
    private static double chip(StringBuilder svg, double x, int y, String style, String text) {
        double width = text.length() * LETTER + 16;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect class=\"chip %s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"22\""
                                + " rx=\"6\"/><text class=\"on %s\" x=\"%.1f\" y=\"%d\">%s</text>",
                        style,
                        x,
                        y,
                        width,
                        style,
                        x + 8,
                        y + 15,
                        Html.escaped(text)));
        return x + width + 6;
    }

    private static String number(double bits) {
        return bits == Math.rint(bits)
                ? String.valueOf((long) bits)
                : String.format(Locale.ROOT, "%.1f", bits);
    }

    private static String level(double bits) {
        for (int step : STEPS) {
            if (bits <= step) {
                return "b" + step;
            }
        }
        return "float";
    }
}
