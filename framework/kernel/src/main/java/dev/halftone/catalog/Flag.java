package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** True or false. */
record Flag() implements ParameterType {
    private static final String WHY = "in YAML 1.2 yes, no, on and off are texts";

    @Override
    public String words() {
        return "true | false";
    }

    @Override
    public String wanted() {
        return "true or false";
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (tree instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.FLAG)) {
            return Optional.of(Bound.same(Boolean.parseBoolean(scalar.text())));
        }
        return slot.wrongType(tree, this, hint(tree));
    }

    private static Optional<String> hint(Tree tree) {
        String word = tree instanceof Tree.Scalar s ? s.text().toLowerCase(Locale.ROOT) : "";
        return switch (word) {
            case "yes", "on", "y" -> Optional.of("write true; " + WHY);
            case "no", "off", "n" -> Optional.of("write false; " + WHY);
            default -> Whole.quoted(tree, Tree.Kind.FLAG);
        };
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return parts.orVariable("boolean");
    }
}
