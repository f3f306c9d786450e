package dev.halftone.cli;

import dev.halftone.catalog.Catalog;
import dev.halftone.experiment.Schema;
import dev.halftone.problem.Problem;
import dev.halftone.tell.Hint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code new quantizer|observer|model|dataset|metric|pack|experiment NAME}. */
final class NewCommand implements Command {
    private static final Flag IN = Flag.files("in", "DIR", "a folder other than the working one");

    @Override
    public Page page() {
        return Page.of(
                        "new",
                        "Writes a plugin, a pack or an experiment to start from",
                        """
                        halftone new pack my-pack
                        cd my-pack
                        halftone new quantizer my-quantizer
                        mvn verify
                        halftone list --pack target/my-pack-0.1.0.jar\
                        """)
                .arguments(String.join("|", KindWords.creatable()) + " NAME", 2, 2, Page.Takes.NEW)
                .more(
                        """
                        Everything it writes works and is meant to be changed; nothing is overwritten.
                        A plugin goes into the pack, or the source tree, around the folder.\
                        """)
                .with(IN);
    }

    @Override
    public Exit run(Call call) {
        String what = call.arguments().get(0);
        checkKind(what);
        NewName name = NewName.of(call.arguments().get(1));
        Path folder = Path.of(call.value(IN).orElse("")).toAbsolutePath().normalize();
        NewFiles files =
                switch (what) {
                    case "pack" -> NewPlugin.pack(name, folder);
                    case "experiment" -> experiment(name, folder);
                    default -> NewPlugin.plugin(KindWords.kind(what), name, folder);
                };
        files.write().forEach(file -> call.out(shown(file)));
        return Exit.DONE;
    }

    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    private static void checkKind(String what) {
        if (!KindWords.creatable().contains(what)) {
            Problem problem = Problem.of("unknown-kind", "there is no template for '" + what + "'");
            throw new Misuse(
                    Hint.on(what, KindWords.creatable(), "there are")
                            .map(problem::hint)
                            .orElse(problem));
        }
    }

    /** Beside the other experiments if this is the source tree; with its schema, for editors. */
    private static NewFiles experiment(NewName name, Path folder) {
        boolean tree = Files.isDirectory(folder.resolve("framework/api"));
        Path place = tree ? folder.resolve("experiments") : folder;
        NewFiles files = new NewFiles();
        files.add(
                place.resolve(name.id() + ".yaml"),
                Template.filled("experiment.yaml.txt", Map.of("ID", name.id())));
        if (!Files.exists(place.resolve("schema.json"))) {
            try (Catalog catalog = Catalog.scan(Packs.of(List.of()))) {
                files.add(place.resolve("schema.json"), Schema.json(catalog));
            }
        }
        return files;
    }
}
