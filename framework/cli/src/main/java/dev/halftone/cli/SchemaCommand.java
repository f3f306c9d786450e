package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.experiment.Schema;

/** {@code schema}. */
final class SchemaCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "schema",
                        "Prints the JSON Schema of the experiment file, for editors",
                        """
                        halftone schema > experiments/schema.json
                        head -1 experiments/quickstart.yaml
                        # yaml-language-server: $schema=schema.json\
                        """)
                .with(Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        try (Catalog catalog = Catalog.scan(call.packs())) {
            call.tell(catalog.problems());
            call.out(Schema.json(catalog).stripTrailing());
        }
        return Exit.DONE;
    }
}
