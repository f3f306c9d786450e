package dev.halftone.cli;

import dev.halftone.catalog.Kind;
import java.nio.file.Path;
import java.util.Map;

/** The files of a new plugin and of a new pack. */
final class NewPlugin {

    private NewPlugin() {}

    /** One record that works, and the contract test if the module has none. */
    static NewFiles plugin(Kind kind, NewName name, Path folder) {
        Place place = Place.around(folder, kind);
        NewFiles files = new NewFiles();
        files.add(place.source(name.className()), source(kind, name, place.packageName()));
        if (!place.hasContractTest()) {
            files.add(place.test("ContractTest"), contract(place.packageName()));
        }
        return files;
    }

    /** A Maven project with a quantizer, a network, the contract test and an experiment. */
    static NewFiles pack(NewName name, Path folder) {
        Path root = folder.resolve(name.id());
        Place place = new Place(root, name.packageName());
        NewName net = new NewName(name.id() + "-net");
        Map<String, String> words = Map.of("ID", name.id(), "PACKAGE", name.packageName());
        return new NewFiles()
                .add(root.resolve("pom.xml"), Template.filled("pack/pom.xml.txt", words))
                .add(root.resolve("README.md"), Template.filled("pack/README.md.txt", words))
                .add(root.resolve(".gitignore"), "target/\nruns/\n")
                .add(
                        root.resolve(name.id() + ".yaml"),
                        Template.filled("pack/experiment.yaml.txt", words))
                .add(
                        place.source(name.className()),
                        source(Kind.QUANTIZER, name, place.packageName()))
                .add(place.source(net.className()), source(Kind.MODEL, net, place.packageName()))
                .add(place.test("ContractTest"), contract(place.packageName()));
    }

    private static String source(Kind kind, NewName name, String packageName) {
        return Template.filled(
                kind.word() + ".java.txt",
                Map.of("ID", name.id(), "CLASS", name.className(), "PACKAGE", packageName));
    }

    private static String contract(String packageName) {
        return Template.filled("ContractTest.java.txt", Map.of("PACKAGE", packageName));
    }
}
