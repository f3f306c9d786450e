package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Plugin;
import dev.halftone.catalog.Unusable;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.onnx.OnnxFile;
import dev.halftone.onnx.OnnxReader;
import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code describe ID} and {@code describe FILE.onnx}. */
final class DescribeCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "describe",
                        "Shows a plugin's parameters, or what is in an ONNX file",
                        """
                        halftone describe uniform
                        halftone describe net.onnx\
                        """)
                .more(
                        """
                        Of a plugin: formula and paper where its pack brings its sources, parameters,
                        defaults, ranges and an example. Of an ONNX file: inputs, outputs,
                        parameters, operators, and the sites by role.\
                        """)
                .arguments("ID|FILE.onnx", 1, 1, Page.Takes.IDS)
                .with(Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        String id = call.arguments().get(0);
        if (id.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return file(call, id);
        }
        try (Catalog catalog = Catalog.scan(call.packs())) {
            call.tell(catalog.problems());
            List<String> pages = new ArrayList<>();
            catalog.plugins().stream()
                    .filter(plugin -> plugin.id().equals(id))
                    .forEach(plugin -> pages.add(DescribePage.of(plugin)));
            catalog.unusable().stream()
                    .filter(unusable -> unusable.id().equals(id))
                    .forEach(unusable -> pages.add(page(unusable)));
            if (pages.isEmpty()) {
                throw unknown(id, catalog);
            }
            call.out(String.join("\n\n", pages));
        }
        return Exit.DONE;
    }

    private static Exit file(Call call, String name) {
        try (Engine engine = TorchEngine.start("cpu")) {
            OnnxFile file = new OnnxReader(engine.manager()).look(Path.of(name));
            call.out(ModelPage.of(name, file));
        }
        return Exit.DONE;
    }

    private static String page(Unusable unusable) {
        return unusable.kind().word()
                + " "
                + unusable.id()
                + "\n  of pack "
                + unusable.pack()
                + ", unusable: "
                + unusable.reason();
    }

    private static Misuse unknown(String id, Catalog catalog) {
        List<String> ids = catalog.plugins().stream().map(Plugin::id).distinct().toList();
        Problem problem = Problem.of("unknown-plugin", "no plugin is called '" + id + "'");
        String hint = Hint.didYouMean(id, ids).orElse("'halftone list' shows all");
        return new Misuse(problem.hint(hint));
    }
}
