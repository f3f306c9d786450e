package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A file or folder, relative to the experiment file; absolute once read. */
record FilePath() implements ParameterType {

    @Override
    public String words() {
        return "path";
    }

    @Override
    public String wanted() {
        return "a path";
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (!(tree instanceof Tree.Scalar scalar)
                || scalar.is(Tree.Kind.NOTHING)
                || scalar.text().isBlank()) {
            return slot.wrongType(tree, this, Optional.empty());
        }
        try {
            Path path = slot.binder().folder(tree.spot()).resolve(scalar.text()).normalize();
            return Optional.of(new Bound(path, path.toString()));
        } catch (InvalidPathException e) {
            return slot.wrongValue(tree, this, Optional.empty());
        }
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return Map.of("type", "string", "minLength", 1);
    }
}
