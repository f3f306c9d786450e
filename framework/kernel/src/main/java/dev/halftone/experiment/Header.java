package dev.halftone.experiment;

import dev.halftone.catalog.Binder;
import dev.halftone.catalog.ParameterType;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the keys of an experiment that hold one value each, with their defaults. */
final class Header {
    /** Engines that this build has. */
    static final List<String> ENGINES = List.of("auto", "torch", "onnxruntime");

    private static final Map<String, String> DOCS =
            Map.of(
                    "name", "The run directory is named after it.",
                    "seed", "Decides everything random.",
                    "batch", "Pictures that are computed together.",
                    "mode", "How the plan is carried out.",
                    "device", "auto, cpu or gpu:N.",
                    "engine", "auto, torch or onnxruntime.");

    private final Tree.Fields fields;
    private final Binder binder;
    private final Findings findings;

    Header(Tree.Fields fields, Binder binder, Findings findings) {
        this.fields = fields;
        this.binder = binder;
        this.findings = findings;
    }

    private <T> T value(String key, Class<T> java, Type type, double min, double max, T without) {
        ParameterType takes = ParameterType.of(type, min, max);
        return fields.find(key)
                .flatMap(
                        field ->
                                binder.value(takes, field.value(), key, DOCS.getOrDefault(key, "")))
                .map(java::cast)
                .orElse(without);
    }

    private String text(String key, String without) {
        return value(key, String.class, String.class, 0, 0, without);
    }

    long seed() {
        double all = Double.POSITIVE_INFINITY;
        return value("seed", Long.class, long.class, -all, all, 0L);
    }

    int batch() {
        return value("batch", Integer.class, int.class, 1, 65536, 8);
    }

    Mode mode() {
        return value("mode", Mode.class, Mode.class, 0, 0, Mode.AUTO);
    }

    String device() {
        String device = text("device", "auto");
        if (!device.matches("auto|cpu|gpu:[0-9]{1,3}")) {
            boolean gpu = device.toLowerCase(Locale.ROOT).matches("(gpu|cuda)(:?0)?");
            wrong("device", "auto, cpu or gpu:N", gpu ? "gpu:0" : "cpu", device);
        }
        return device;
    }

    String engine() {
        String engine = text("engine", "auto");
        if (!ENGINES.contains(engine)) {
            String near = Hint.nearest(engine, ENGINES).orElse("auto");
            wrong("engine", "auto, torch or onnxruntime", near, engine);
        }
        return engine;
    }

    private void wrong(String key, String wanted, String advice, String found) {
        findings.add(
                "wrong-value",
                spot(key),
                "'" + key + "' takes " + wanted + ", not '" + found + "'",
                Optional.of("write " + advice));
    }

    private Spot spot(String key) {
        return fields.find(key).orElseThrow().value().spot();
    }

    /** As given, or the file's name without its ending. */
    String name(Path file) {
        Optional<Tree.Field> given = fields.find("name");
        String name = text("name", String.valueOf(file.getFileName()).replaceAll("\\.ya?ml$", ""));
        if (!name.matches("[a-z0-9-]+")) {
            String better = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
            String hint = "write name: " + better.replaceAll("^-|-$", "");
            findings.add(
                    "bad-name",
                    given.map(f -> f.value().spot()).orElse(start(file)),
                    "an experiment's name is of a-z, 0-9 and '-', and '" + name + "' is not",
                    Optional.of(given.isPresent() ? hint : hint + " into the file"));
        }
        return name;
    }

    private Spot start(Path file) {
        Spot first = fields.spot();
        return first.file().equals(file.toString())
                ? first
                : new Spot(file.toString(), 1, 1, 1, "");
    }
}
