package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import dev.halftone.catalog.Plugin;
import dev.halftone.catalog.Unusable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code list [KIND]}. */
final class ListCommand implements Command {
    private static final Flag IDS = Flag.of("ids", "ids alone, one a line");

    @Override
    public Page page() {
        return Page.of(
                        "list",
                        "Lists quantizers, observers, models, datasets and metrics",
                        """
                        halftone list observers
                        halftone list --pack my-pack/target/my-pack-0.1.0.jar\
                        """)
                .arguments("[KIND]", 0, 1, Page.Takes.KINDS)
                .more("What was found and cannot be used is listed with the reason.")
                .with(Flag.PACK, IDS);
    }

    @Override
    public Exit run(Call call) {
        Optional<Kind> kind = call.argument(0).map(KindWords::kind);
        try (Catalog catalog = Catalog.scan(call.packs())) {
            call.tell(catalog.problems());
            Predicate<Kind> wanted = k -> kind.isEmpty() || kind.get() == k;
            lines(catalog, wanted, call.has(IDS)).forEach(call::out);
        }
        return Exit.DONE;
    }

    private static List<String> lines(Catalog catalog, Predicate<Kind> wanted, boolean ids) {
        List<Plugin> plugins =
                catalog.plugins().stream().filter(p -> wanted.test(p.kind())).toList();
        if (ids) {
            return plugins.stream().map(Plugin::id).distinct().toList();
        }
        List<List<String>> rows = new ArrayList<>();
        plugins.forEach(p -> rows.add(List.of(p.kind().word(), p.id(), p.pack(), p.doc())));
        catalog.unusable().stream()
                .filter(u -> wanted.test(u.kind()))
                .sorted(Comparator.comparing(Unusable::kind).thenComparing(Unusable::id))
                .forEach(u -> rows.add(row(u)));
        return Columns.of(rows);
    }

    private static List<String> row(Unusable unusable) {
        String reason = "unusable: " + unusable.reason();
        return List.of(unusable.kind().word(), unusable.id(), unusable.pack(), reason);
    }
}
