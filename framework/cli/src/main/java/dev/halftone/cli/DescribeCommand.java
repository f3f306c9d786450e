package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Plugin;
import dev.halftone.catalog.Unusable;
import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.util.ArrayList;
import java.util.List;

/** {@code describe ID}. */
final class DescribeCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "describe",
                        "Shows a plugin's parameters, defaults, ranges and source",
                        "halftone describe uniform")
                .arguments("ID", 1, 1, Page.Takes.IDS)
                .with(Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        String id = call.arguments().get(0);
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
