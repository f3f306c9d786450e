package dev.halftone.experiment;

import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Scalars;
import dev.halftone.yaml.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${NAME}</code> in values by variables of the environment; <code>$${</code> stands
 * for a literal <code>${</code>. A value that is nothing but one variable may become a number.
 */
final class Environment {
    private static final Pattern PLACE = Pattern.compile("\\$(\\$\\{|\\{([^}]*)}?)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> variables;
    private final Findings findings;
    private final Set<Spot> unresolved = new HashSet<>();

    Environment(Map<String, String> variables, Findings findings) {
        this.variables = variables;
        this.findings = findings;
    }

    /** Whether a problem only follows from a variable that has no value. */
    boolean explains(Problem problem) {
        return !problem.code().endsWith("-variable")
                && problem.spot().filter(unresolved::contains).isPresent();
    }

    /** A literal text such that reading it gives it back. */
    static String escape(String text) {
        return text.replace("${", "$${");
    }

    Tree.Fields in(Tree.Fields fields) {
        List<Tree.Field> replaced =
                fields.fields().stream()
                        .map(field -> new Tree.Field(field.key(), in(field.value())))
                        .toList();
        return new Tree.Fields(replaced, fields.spot());
    }

    Tree in(Tree tree) {
        if (tree instanceof Tree.Fields fields) {
            return in(fields);
        }
        if (tree instanceof Tree.Items items) {
            return new Tree.Items(items.items().stream().map(this::in).toList(), items.spot());
        }
        Tree.Scalar scalar = (Tree.Scalar) tree;
        return scalar.text().contains("${") ? replaced(scalar) : scalar;
    }

    private Tree.Scalar replaced(Tree.Scalar scalar) {
        StringBuilder text = new StringBuilder();
        Matcher matcher = PLACE.matcher(scalar.text());
        boolean alone = matcher.matches() && matcher.group(2) != null;
        matcher.reset();
        while (matcher.find()) {
            String value =
                    matcher.group(2) == null
                            ? "${"
                            : valueOf(matcher.group(), matcher.group(2), scalar);
            matcher.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(text);
        boolean plain = alone && !text.isEmpty();
        return Scalars.of(text.toString(), plain, scalar.spot());
    }

    private String valueOf(String written, String name, Tree.Scalar scalar) {
        Spot spot = place(written, scalar.spot());
        if (!variables.containsKey(name)) {
            unresolved.add(scalar.spot());
        }
        if (!written.endsWith("}") || !NAME.matcher(name).matches()) {
            findings.add(
                    "bad-variable",
                    spot,
                    "'" + written + "' names no environment variable",
                    Optional.of("write ${NAME}, or $${ for a literal ${"));
        } else if (!variables.containsKey(name)) {
            findings.add(
                    "unset-variable",
                    spot,
                    "the environment variable " + name + " is not set",
                    Hint.didYouMean(name, variables.keySet())
                            .or(() -> Optional.of("export " + name + "=…, then run again")));
        }
        return variables.getOrDefault(name, "");
    }

    private static Spot place(String written, Spot whole) {
        int at = whole.text().indexOf(written, Math.max(0, whole.column() - 1));
        return at < 0
                ? whole
                : new Spot(whole.file(), whole.line(), at + 1, written.length(), whole.text());
    }
}
