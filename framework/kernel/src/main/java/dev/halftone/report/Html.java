package dev.halftone.report;

import java.util.List;

/** Pieces of HTML, with everything that comes from outside escaped. */
final class Html {

    private Html() {}

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String code(String text) {
        return "<code>" + escaped(text) + "</code>";
    }

    /**
     * A table.
     *
     * @param header names of the columns; those that begin with {@code #} hold numbers
     * @param rows cells, HTML already
     */
    static String table(List<String> header, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        for (String name : header) {
            html.append("<th").append(style(name)).append('>');
            html.append(escaped(name.startsWith("#") ? name.substring(1) : name)).append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append("<td").append(style(header.get(i))).append('>');
                html.append(row.get(i)).append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String style(String column) {
        return column.startsWith("#") ? " class=\"number\"" : "";
    }
}
