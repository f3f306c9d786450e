package dev.halftone.catalog;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import dev.halftone.yaml.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes one record from the map that a file gives.
 *
 * @param binder reads what is nested
 * @param injected what the record is given for components that are not parameters
 * @param fields the map
 * @param keys what may stand in it
 * @param place where the record's name stands
 * @param owner as messages call it, quotes included
 * @param plain is given every parameter that has a value, as it would be written
 */
record Assembly(
        Binder binder,
        Function<Class<?>, Object> injected,
        Tree.Fields fields,
        List<String> keys,
        Spot place,
        String owner,
        Map<String, Object> plain) {

    /** The record and its parameters, if nothing is wrong with them. */
    static Optional<Bound> of(
            Binder binder,
            Function<Class<?>, Object> injected,
            Recipe recipe,
            Tree.Fields fields,
            Spot place,
            String owner) {
        Map<String, Object> plain = new LinkedHashMap<>();
        int before = binder.findings().count();
        Assembly assembly =
                new Assembly(binder, injected, fields, recipe.keys(), place, owner, plain);
        assembly.unknownKeys();
        Optional<Record> record = assembly.make(recipe);
        return record.map(made -> new Bound(made, plain))
                .filter(made -> binder.findings().count() == before);
    }

    private Findings findings() {
        return binder.findings();
    }

    private void unknownKeys() {
        for (Tree.Field field : fields.fields()) {
            if (!keys.contains(field.name())) {
                findings().add(Unknown.parameter(owner, field.key(), keys));
            }
        }
    }

    private Optional<Record> make(Recipe recipe) {
        List<Object> arguments = new ArrayList<>();
        int before = findings().count();
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            if (ingredient instanceof Recipe.Written written) {
                read(written).ifPresent(arguments::add);
            } else if (ingredient instanceof Recipe.Spread spread) {
                make(spread.recipe()).ifPresent(arguments::add);
            } else if (ingredient instanceof Recipe.Injected given) {
                arguments.add(injected.apply(given.type()));
            }
        }
        boolean whole =
                findings().count() == before && arguments.size() == recipe.ingredients().size();
        return whole
                ? Making.record(recipe.constructor(), arguments, place, owner, findings())
                : Optional.empty();
    }

    private Optional<Object> read(Recipe.Written written) {
        Parameter parameter = written.parameter();
        Optional<Tree> given = fields.find(parameter.key()).map(Tree.Field::value);
        Optional<Tree> tree = given.or(() -> byDefault(parameter));
        if (tree.isEmpty()) {
            if (parameter.required() && !Hint.isMeant(parameter.key(), fields.names(), keys)) {
                findings().add(Unknown.missing(owner, parameter, place));
            }
            return written.type().absent().map(Bound::value);
        }
        Slot slot = new Slot(parameter.key(), parameter.doc(), binder);
        Optional<Bound> bound = written.type().read(tree.get(), slot);
        bound.ifPresent(b -> plain.put(parameter.key(), b.plain()));
        return bound.map(Bound::value);
    }

    private Optional<Tree> byDefault(Parameter parameter) {
        return parameter
                .byDefault()
                .flatMap(text -> YamlText.read(Source.of(Source.DEFAULT, text), text, findings()));
    }

    /** Why a default cannot be read, if it cannot. */
    static Optional<String> wrongDefault(Binder binder, Recipe.Written written) {
        int before = binder.findings().count();
        Spot nowhere = Source.of(Source.DEFAULT, "").start();
        Tree.Fields none = new Tree.Fields(List.of(), nowhere);
        new Assembly(binder, type -> type, none, List.of(), nowhere, "", new LinkedHashMap<>())
                .read(written);
        return binder.findings().since(before).stream().findFirst().map(p -> p.message());
    }
}
