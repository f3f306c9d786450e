package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Pack;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Natives;
import dev.halftone.engine.TorchEngine;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.phase.Processor;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code doctor}. */
final class DoctorCommand implements Command {
    private static final Flag NO_LOAD =
            Flag.of("no-load", "look without loading the native library");

    @Override
    public Page page() {
        return Page.of(
                        "doctor",
                        "Looks at engine, device, packs and unusable plugins",
                        """
                        halftone doctor
                        …
                        engine  DJL 0.35.1, PyTorch 2.7.1, loaded in 1.3 s on cpu\
                        """)
                .more(
                        "Ends with 0 when experiments can be run on the CPU, and says how to get CUDA.")
                .with(Flag.PACK, NO_LOAD);
    }

    @Override
    public Exit run(Call call) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("halftone", Version.text()));
        rows.add(List.of("java", System.getProperty("java.vm.name") + " " + Runtime.version()));
        rows.add(List.of("system", system()));
        rows.add(List.of("processor", processor()));
        rows.add(List.of("disk", disk()));
        Natives.Found found = Natives.look();
        rows.add(List.of("natives", natives(found)));
        Optional<List<Problem>> failure = Optional.empty();
        if (!call.has(NO_LOAD)) {
            failure = engine(rows);
        }
        boolean computes = rows.stream().anyMatch(row -> row.get(1).endsWith(" on gpu:0"));
        CudaAdvice.lines(found, computes, call.terminal().environment())
                .forEach(line -> rows.add(List.of("cuda", line)));
        packs(call).forEach(line -> rows.add(List.of("packs", line)));
        Columns.of(unrepeated(rows)).forEach(call::out);
        failure.ifPresent(call::tell);
        boolean works = failure.isEmpty() && !found.source().equals("missing");
        call.out(works ? "experiments can be run here" : "experiments cannot be run here yet");
        return works ? Exit.DONE : Exit.FAILED;
    }

    private static String system() {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "%s %s, %s, %d cores, %.1f GiB for Java",
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                runtime.availableProcessors(),
                runtime.maxMemory() / Math.pow(1024, 3));
    }

    private static String processor() {
        List<String> instructions = Processor.instructions();
        String which = instructions.isEmpty() ? "" : ": " + String.join(", ", instructions);
        return Processor.name() + which;
    }

    private static String disk() {
        Path here = Path.of("").toAbsolutePath();
        try {
            double free = Files.getFileStore(here).getUsableSpace() / Math.pow(1024, 3);
            return String.format(Locale.ROOT, "%.1f GiB free at %s", free, here);
        } catch (IOException e) {
            return "cannot be asked at " + here;
        }
    }

    private static String natives(Natives.Found found) {
        return switch (found.source()) {
            case "missing" -> "PyTorch's libraries are not there" + folder(found);
            case "bundled" -> "PyTorch's libraries for the CPU come with Halftone";
            default -> found.source() + folder(found);
        };
    }

    private static String folder(Natives.Found found) {
        return found.folder().map(folder -> ": " + folder).orElse("");
    }

    /** Adds a row, or answers why there is no engine. */
    private static Optional<List<Problem>> engine(List<List<String>> rows) {
        long began = System.nanoTime();
        try (Engine engine = TorchEngine.start("auto")) {
            double seconds = (System.nanoTime() - began) / 1e9;
            String loaded = String.format(Locale.ROOT, ", loaded in %.1f s on ", seconds);
            rows.add(List.of("engine", engine.version() + loaded + device(engine)));
            rows.add(List.of("engine", second(engine)));
            rows.add(List.of("integers", integers(engine)));
            return Optional.empty();
        } catch (ProblemException e) {
            rows.add(List.of("engine", "does not load"));
            return Optional.of(e.problems());
        }
    }

    private static String second(Engine engine) {
        try {
            OnnxRuntime runtime = OnnxRuntime.start(engine.threads(), engine.isExact());
            return runtime.version() + " on cpu";
        } catch (ProblemException e) {
            return "ONNX Runtime has no library for this system: engine auto does without";
        }
    }

    /** What the engine's self-test, tried at its start, comes to. */
    private static String integers(Engine engine) {
        if (engine.isExact()) {
            return "exact in the int8 kernels, as a self-test shows: mode auto uses them";
        }
        return engine.device().isGpu()
                ? "multiplied in floating point on a GPU, exactly: mode auto simulates"
                : "the int8 kernels fail the self-test on this processor: mode auto simulates, and"
                        + " mode integer multiplies in floating point, exactly";
    }

    private static String device(Engine engine) {
        boolean gpu = engine.device().isGpu();
        return gpu ? "gpu:" + engine.device().getDeviceId() : "cpu";
    }

    private static List<String> packs(Call call) {
        List<String> lines = new ArrayList<>();
        try (Catalog catalog = Catalog.scan(call.packs())) {
            catalog.packs().forEach(pack -> lines.add(line(pack, catalog)));
            catalog.unusable()
                    .forEach(
                            u ->
                                    lines.add(
                                            "unusable: "
                                                    + (u.kind().word() + " " + u.id())
                                                    + (" of " + u.pack() + ", " + u.reason())));
            catalog.problems().forEach(problem -> lines.add("problem: " + problem.message()));
        }
        lines.add(
                "looked for in "
                        + String.join(", ", Packs.folders().stream().map(Path::toString).toList()));
        return lines;
    }

    private static String line(Pack pack, Catalog catalog) {
        long count = catalog.plugins().stream().filter(p -> p.pack().equals(pack.name())).count();
        String where = pack.path().map(path -> ", " + path).orElse("");
        return pack.name() + ", " + count + " plugins" + where;
    }

    /** The first cell only where it changes. */
    private static List<List<String>> unrepeated(List<List<String>> rows) {
        List<List<String>> shown = new ArrayList<>();
        String before = "";
        for (List<String> row : rows) {
            String first = row.get(0).equals(before) ? "" : row.get(0);
            shown.add(List.of(first, row.get(1)));
            before = row.get(0);
        }
        return shown;
    }
}
