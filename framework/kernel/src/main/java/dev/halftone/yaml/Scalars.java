package dev.halftone.yaml;

import dev.halftone.problem.Spot;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/** Says what a scalar is, by the core schema of YAML 1.2. */
public final class Scalars {
    private static final CoreScalarResolver CORE = new CoreScalarResolver(false);

    private Scalars() {}

    /** A scalar whose kind is as written: plain text may be a number, quoted text is text. */
    public static Tree.Scalar of(String text, boolean plain, Spot spot) {
        return new Tree.Scalar(text, plain ? kind(text) : Tree.Kind.TEXT, plain, spot);
    }

    private static Tree.Kind kind(String text) {
        Tag tag = CORE.resolve(text, true);
        if (tag.equals(Tag.INT)) {
            return Tree.Kind.WHOLE;
        }
        if (tag.equals(Tag.FLOAT)) {
            return Tree.Kind.DECIMAL;
        }
        if (tag.equals(Tag.BOOL)) {
            return Tree.Kind.FLAG;
        }
        return tag.equals(Tag.NULL) ? Tree.Kind.NOTHING : Tree.Kind.TEXT;
    }
}
