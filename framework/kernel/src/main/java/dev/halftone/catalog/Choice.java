package dev.halftone.catalog;

import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One of a few words: an enum, its constants in kebab case. */
record Choice(Class<?> type) implements ParameterType {

    List<String> choices() {
        return Arrays.stream(type.getEnumConstants()).map(Choice::word).toList();
    }

    private static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String words() {
        return String.join(" | ", choices());
    }

    @Override
    public String wanted() {
        return or(choices());
    }

    private static String or(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (!(tree instanceof Tree.Scalar scalar) || scalar.is(Tree.Kind.NOTHING)) {
            return slot.wrongType(tree, this, Optional.empty());
        }
        for (Object constant : type.getEnumConstants()) {
            if (word(constant).equals(scalar.text())) {
                return Optional.of(new Bound(constant, word(constant)));
            }
        }
        return slot.wrongValue(tree, this, Hint.didYouMean(scalar.text(), choices()));
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return parts.wordOrVariable(choices());
    }
}
