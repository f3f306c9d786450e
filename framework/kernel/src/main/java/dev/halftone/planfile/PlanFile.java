package dev.halftone.planfile;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halftone.checkpoint.Safetensors;
import dev.halftone.directory.Disk;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.json.Json;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes a plan as {@code plan.json}, one site a line, with {@code plan.safetensors} for its longer
 * lists and new parameter values, and reads it back exactly.
 */
public final class PlanFile {

    private static final String JSON = "plan.json";
    private static final String ARRAYS = "plan.safetensors";
    private static final String PARAMETER = "parameter/";

    /** What a site in float takes per value. */
    private static final int FLOAT_BITS = 32;

    private final GridText grids;

    /**
     * @param types finds a pack's class by name, for its grids
     */
    public PlanFile(Function<String, Optional<Class<?>>> types) {
        this.grids = new GridText(types);
    }

    /** Whether a folder holds a whole plan. */
    public static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(JSON));
    }

    /**
     * Writes both files; the JSON last, so that it is there only when the arrays are.
     *
     * @param graph what the plan is for, before any rewriting
     */
    public static void write(Path folder, Plan plan, Graph graph, NDManager manager) {
        try (NDManager scratch = manager.newSubManager()) {
            Lists lists = Lists.writing(scratch);
            String json = json(plan, graph, lists);
            Map<String, NDArray> arrays = new TreeMap<>(lists.arrays());
            plan.parameters().forEach((name, value) -> arrays.put(PARAMETER + name, value));
            Disk.folder(folder);
            Safetensors.write(folder.resolve(ARRAYS), arrays, Map.of());
            Disk.text(folder.resolve(JSON), json);
        }
    }

    private static String json(Plan plan, Graph graph, Lists lists) {
        String sites =
                Sites.of(plan.graph().orElse(graph)).stream()
                        .map(site -> "    " + Json.line(entry(site, plan, lists)))
                        .collect(Collectors.joining(",\n"));
        return "{\n  \"graph\": "
                + Json.line(plan.graph().map(GraphText::write))
                + ",\n  \"parameters\": "
                + Json.line(plan.parameters().keySet().stream().sorted().toList())
                + ArithmeticText.write(plan.arithmetic())
                + ",\n  \"sites\": [\n"
                + sites
                + "\n  ]\n}\n";
    }

    private static Map<String, Object> entry(Site site, Plan plan, Lists lists) {
        Optional<Decision> decision = Optional.ofNullable(plan.decisions().get(site.id()));
        Optional<Grid> grid = decision.flatMap(Decision::grid);
        Map<String, Object> entry = new TreeMap<>();
        entry.put("site", site.id());
        entry.put("path", site.path());
        entry.put("role", site.role().word());
        entry.put("op", site.op());
        entry.put("bits", grid.map(Grid::bits).orElse((double) FLOAT_BITS));
        entry.put("grid", grid.map(GridText::name));
        entry.put(
                "parameters",
                grid.map(GridText::components).map(values -> lists.out(site.id(), values)));
        entry.put("step", decision.map(Decision::step));
        entry.put("because", decision.flatMap(Decision::because));
        return entry;
    }

    /** The plan in a folder. */
    public Plan read(Path folder, NDManager manager) {
        Path file = folder.resolve(JSON);
        try {
            Safetensors arrays = Safetensors.open(folder.resolve(ARRAYS));
            JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            return plan(json, arrays, manager);
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new ProblemException(
                    Problem.of("unreadable-plan", "cannot read the plan in " + file), e);
        }
    }

    private Plan plan(JsonObject json, Safetensors arrays, NDManager manager) {
        Map<String, Decision> decisions = new LinkedHashMap<>();
        for (JsonElement element : json.getAsJsonArray("sites")) {
            JsonObject entry = element.getAsJsonObject();
            if (!entry.get("step").isJsonNull()) {
                decisions.put(entry.get("site").getAsString(), decision(entry, arrays, manager));
            }
        }
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        for (String name : names(json.getAsJsonArray("parameters"))) {
            parameters.put(name, arrays.read(PARAMETER + name, manager));
        }
        Optional<Graph> graph =
                Optional.of(json.get("graph"))
                        .filter(JsonElement::isJsonObject)
                        .map(written -> GraphText.read(written.getAsJsonObject()));
        return new Plan(decisions, parameters, graph, ArithmeticText.read(json));
    }

    private Decision decision(JsonObject entry, Safetensors arrays, NDManager manager) {
        Optional<Grid> grid =
                text(entry, "grid")
                        .map(
                                name ->
                                        grids.read(
                                                name,
                                                Lists.in(
                                                        entry.getAsJsonObject("parameters"),
                                                        arrays,
                                                        manager)));
        return new Decision(grid, entry.get("step").getAsString(), text(entry, "because"));
    }

    private static Optional<String> text(JsonObject entry, String key) {
        return Optional.of(entry.get(key))
                .filter(value -> !value.isJsonNull())
                .map(JsonElement::getAsString);
    }

    private static List<String> names(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }
}
