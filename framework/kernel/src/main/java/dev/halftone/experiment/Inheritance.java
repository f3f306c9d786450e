package dev.halftone.experiment;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Tree;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a file and those it extends, each laid over the one before by {@link Layering}. Variables
 * are left in what is read: only those that no file replaces must be set.
 */
final class Inheritance {
    static final String EXTENDS = "extends";

    private final Environment environment;
    private final Findings findings;
    private boolean incomplete;

    Inheritance(Environment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
    }

    /** The merged map, without {@code extends}. */
    Optional<Tree.Fields> read(Path file) {
        return read(file, Optional.empty(), new LinkedHashSet<>());
    }

    /** Whether a file that is extended could not be read: what is missing may stand there. */
    boolean isIncomplete() {
        return incomplete;
    }

    private Optional<Tree.Fields> read(Path file, Optional<Spot> asked, Set<Path> below) {
        Path key = file.toAbsolutePath().normalize();
        below.add(key);
        Optional<Tree.Fields> own = new SourceFile(file, asked, findings).read();
        Optional<Tree> parent =
                own.flatMap(o -> o.find(EXTENDS)).map(field -> environment.in(field.value()));
        Layering layering = new Layering(findings);
        if (parent.isEmpty()) {
            return own.map(layering::alone);
        }
        Tree.Fields rest = without(own.get());
        Optional<Tree.Fields> inherited =
                parentOf(file, parent.get(), below)
                        .flatMap(p -> read(p, Optional.of(parent.get().spot()), below));
        incomplete |= inherited.isEmpty();
        return Optional.of(
                inherited
                        .map(p -> layering.over(p, parent.get(), rest))
                        .orElseGet(() -> layering.orphaned(rest)));
    }

    private Optional<Path> parentOf(Path file, Tree tree, Set<Path> below) {
        if (!(tree instanceof Tree.Scalar name) || name.is(Tree.Kind.NOTHING)) {
            findings.add(
                    "wrong-type",
                    tree.spot(),
                    "'extends' takes the name of one file, not " + tree.words(),
                    Optional.of("write extends: other.yaml"));
            return Optional.empty();
        }
        try {
            Path parent = file.resolveSibling(name.text()).normalize();
            Path key = parent.toAbsolutePath().normalize();
            if (!below.contains(key)) {
                return Optional.of(parent);
            }
            findings.add(
                    "extends-cycle",
                    tree.spot(),
                    "the files extend each other: " + circle(key, below),
                    Optional.of("remove 'extends' from one of them"));
        } catch (InvalidPathException e) {
            findings.add("wrong-value", tree.spot(), "this is no file name", Optional.empty());
        }
        return Optional.empty();
    }

    private static String circle(Path again, Set<Path> below) {
        List<Path> files = new ArrayList<>(below);
        List<Path> circle = new ArrayList<>(files.subList(files.indexOf(again), files.size()));
        circle.add(again);
        return String.join(" → ", circle.stream().map(p -> p.getFileName().toString()).toList());
    }

    private static Tree.Fields without(Tree.Fields fields) {
        return new Tree.Fields(
                fields.fields().stream().filter(f -> !f.name().equals(EXTENDS)).toList(),
                fields.spot());
    }
}
