package dev.halftone.cli;

import dev.halftone.onnx.OnnxFile;
import dev.halftone.onnx.OnnxFile.Edge;
import dev.halftone.onnx.OnnxModel;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All about the network in an ONNX file: what goes in and out, its operators and its sites. */
final class ModelPage {
    private static final int EXAMPLES = 3;

    private ModelPage() {}

    /**
     * @param shown the file as the user named it
     */
    static String of(String shown, OnnxFile file) {
        List<String> lines = new ArrayList<>();
        lines.add("network " + shown);
        lines.add("  " + origin(file));
        lines.add("");
        lines.addAll(edges("inputs", file.inputs()));
        lines.addAll(edges("outputs", file.outputs()));
        lines.add(
                "parameters: %,d in %d tensors, %.2f MiB"
                        .formatted(
                                file.parameters(),
                                file.tensors(),
                                file.bytes() / (1024.0 * 1024.0)));
        lines.add("");
        lines.addAll(operators(file));
        lines.add("");
        lines.addAll(file.model().map(ModelPage::sites).orElseGet(ModelPage::none));
        return String.join("\n", lines);
    }

    private static String origin(OnnxFile file) {
        String by = file.producer().isEmpty() ? "" : ", written by " + file.producer();
        return (file.name().isEmpty() ? "without a name" : "named " + file.name())
                + by
                + ", opset "
                + file.opset();
    }

    private static List<String> edges(String what, List<Edge> edges) {
        List<String> lines = new ArrayList<>(List.of(what + ":"));
        lines.addAll(
                HelpText.columns(
                        edges.stream().map(e -> List.of(e.name(), e.type(), e.shape())).toList()));
        lines.add("");
        return lines;
    }

    private static List<String> operators(OnnxFile file) {
        List<String> lines = new ArrayList<>();
        int all = file.operators().values().stream().mapToInt(n -> n).sum();
        lines.add("operators: %d of %d kinds".formatted(all, file.operators().size()));
        Comparator<Map.Entry<String, Integer>> most = Map.Entry.comparingByValue();
        List<List<String>> rows =
                file.operators().entrySet().stream()
                        .sorted(most.reversed().thenComparing(Map.Entry.comparingByKey()))
                        .map(e -> List.of(e.getKey(), "" + e.getValue(), support(e.getKey(), file)))
                        .toList();
        lines.addAll(HelpText.columns(rows));
        return lines;
    }

    private static String support(String op, OnnxFile file) {
        if (!file.unsupported().containsKey(op)) {
            return "";
        }
        return "unsupported"
                + file.unsupported()
                        .get(op)
                        .map(near -> ", the nearest the engine knows is " + near)
                        .orElse("");
    }

    private static List<String> sites(OnnxModel model) {
        List<Site> sites = Sites.of(model.graph());
        Map<Role, List<Site>> byRole =
                sites.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Site::role, TreeMap::new, Collectors.toList()));
        List<String> lines = new ArrayList<>();
        lines.add("sites: %d, where tensors can be quantized".formatted(sites.size()));
        List<List<String>> rows = new ArrayList<>();
        byRole.forEach((role, of) -> rows.add(List.of(role.word(), "" + of.size(), examples(of))));
        lines.addAll(HelpText.columns(rows));
        int own = model.plan().decisions().size();
        if (own > 0) {
            lines.add("quantized in the file: %d sites".formatted(own));
        }
        return lines;
    }

    private static String examples(List<Site> sites) {
        String first =
                sites.stream().limit(EXAMPLES).map(Site::id).collect(Collectors.joining("  "));
        return sites.size() > EXAMPLES ? first + "  …" : first;
    }

    private static List<String> none() {
        return List.of("sites: none, since the engine does not know all operators");
    }
}
